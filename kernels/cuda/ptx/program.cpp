#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <algorithm>

namespace ptx {

using std::map;
using std::string;
using std::vector;

void fail(const char *format, ...) {
	char text[512];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	throw Error{text};
}

static string trim(const string &s) {
	size_t a = s.find_first_not_of(" \t\r\n"), b = s.find_last_not_of(" \t\r\n;");
	return a == string::npos || b == string::npos || b < a ? "" : s.substr(a, b - a + 1);
}

// split cuts at separators outside of brackets.
static vector<string> split(const string &s, char separator) {
	vector<string> parts;
	string part;
	int depth = 0;
	for (char c : s) {
		if (c == '{' || c == '[') depth++;
		if (c == '}' || c == ']') depth--;
		if (c == separator && depth == 0) {
			parts.push_back(trim(part));
			part.clear();
		} else part += c;
	}
	if (!trim(part).empty()) parts.push_back(trim(part));
	return parts;
}

static bool contains(const vector<string> &v, const char *s) { return std::find(v.begin(), v.end(), s) != v.end(); }

static const char *const SPECIALS[] = {"", "%tid.x", "%tid.y", "%tid.z", "%ntid.x", "%ntid.y", "%ntid.z", "%ctaid.x",
	"%ctaid.y", "%ctaid.z", "%nctaid.x", "%nctaid.y", "%nctaid.z"};

// Parser reads a file line by line.
struct Parser {
	Module *module = new Module;
	Kernel *kernel = nullptr;
	map<string, int> registers;
	map<string, size_t> labels;
	map<string, uint64_t> symbols;        // constants' addresses, shared variables' offsets
	vector<string> dynamic_symbols;       // dynamic shared memory
	map<string, uint64_t> module_symbols; // those declared outside of kernels
	unsigned module_shared = 0;
	int line = 0, depth = 0;
	bool in_params = false;

	Operand operand(const string &text);
	void memory_operand(Instruction &in, string text);
	void operands(vector<Operand> &list, const string &text);
	Instruction decode(string text);
	void decode_memory(Instruction &in, const vector<string> &parts, const vector<string> &args);
	void decode_arithmetic(Instruction &in, const vector<string> &parts, const vector<string> &args);
	void param(string text);
	void shared(const string &text, map<string, uint64_t> &table, unsigned &size);
	void constant(const string &text);
	void begin(const string &text);
	void end();
	void statement(const string &text);
	Module *parse(const string &text);
};

Operand Parser::operand(const string &text) {
	Operand o;
	if (text.empty()) fail("line %d: an operand is missing", line);
	if (text[0] == '%') {
		for (int i = TID_X; i <= NCTAID_Z; i++)
			if (text == SPECIALS[i]) {
				o.special = (Special)i;
				return o;
			}
		auto it = registers.find(text);
		o.reg = it != registers.end() ? it->second : (registers[text] = (int)registers.size());
		return o;
	}
	if (symbols.count(text)) {
		o.value = symbols[text];
		return o;
	}
	if (contains(dynamic_symbols, text.c_str())) {
		o.value = (kernel->static_shared + 127) & ~127u;
		return o;
	}
	if (!isdigit(text[0]) && text[0] != '-') fail("line %d: operand %s", line, text.c_str());
	o.value = text[0] == '-' ? (uint64_t)strtoll(text.c_str(), nullptr, 0) : strtoull(text.c_str(), nullptr, 0);
	return o;
}

void Parser::operands(vector<Operand> &list, const string &text) {
	if (text[0] != '{') {
		list.push_back(operand(text));
		return;
	}
	for (auto &part : split(text.substr(1, text.size() - 2), ',')) list.push_back(operand(part));
}

// memory_operand reads [address] or [address+offset].
void Parser::memory_operand(Instruction &in, string text) {
	text = text.substr(1, text.size() - 2);
	size_t plus = text.find('+');
	if (plus != string::npos) {
		in.offset = strtoll(text.c_str() + plus + 1, nullptr, 0);
		text = trim(text.substr(0, plus));
	}
	for (size_t i = 0; i < kernel->params.size(); i++)
		if (in.op == LOAD_PARAM && kernel->params[i].name == text) {
			in.param = (int)i;
			return;
		}
	if (in.op == LOAD_PARAM) fail("line %d: parameter %s", line, text.c_str());
	in.src.push_back(operand(text));
}

void Parser::decode_memory(Instruction &in, const vector<string> &parts, const vector<string> &args) {
	in.space = contains(parts, "shared") ? SHARED : contains(parts, "const") ? CONSTANT : GLOBAL;
	if (contains(parts, "local")) fail("line %d: local memory", line);
	if (parts[0] == "st") {
		in.op = STORE;
		memory_operand(in, args[0]);
		operands(in.dst, args[1]); // what is stored
	} else if (parts[0] == "atom") {
		in.op = ATOMIC;
		in.modifier = parts[parts.size() - 2];
		operands(in.dst, args[0]);
		memory_operand(in, args[1]);
		for (size_t i = 2; i < args.size(); i++) in.src.push_back(operand(args[i]));
	} else {
		in.op = contains(parts, "param") ? LOAD_PARAM : LOAD;
		operands(in.dst, args[0]);
		memory_operand(in, args[1]);
	}
}

void Parser::decode_arithmetic(Instruction &in, const vector<string> &parts, const vector<string> &args) {
	static const map<string, Op> plain = {{"mov", MOV}, {"cvta", MOV}, {"add", ADD}, {"addc", ADD}, {"sub", SUB}, {"subc", SUB},
		{"div", DIV}, {"rem", REM}, {"and", AND}, {"or", OR}, {"xor", XOR}, {"not", NOT}, {"neg", NEG}, {"shl", SHL}, {"shr", SHR},
		{"selp", SELECT}, {"min", MIN}, {"max", MAX}, {"brev", REVERSE}, {"popc", COUNT_ONES}, {"clz", LEADING_ZEROS},
		{"cvt", CONVERT}, {"prmt", PERMUTE}, {"lop3", LOGIC3}, {"bfi", INSERT_BITS}};
	static const map<string, Compare> compares = {{"eq", EQ}, {"ne", NE}, {"lt", LT}, {"le", LE}, {"gt", GT}, {"ge", GE},
		{"lo", LT}, {"ls", LE}, {"hi", GT}, {"hs", GE}};
	const string &name = parts[0];
	in.carry_in = name == "addc" || name == "subc" || name == "madc";
	in.carry_out = contains(parts, "cc");
	if (name == "mul") in.op = contains(parts, "wide") ? MUL_WIDE : contains(parts, "hi") ? MUL_HIGH : MUL_LOW;
	else if (name == "mad" || name == "madc") in.op = contains(parts, "wide") ? MAD_WIDE : contains(parts, "hi") ? MAD_HIGH : MAD_LOW;
	else if (name == "shf") {
		in.op = parts[1] == "l" ? FUNNEL_LEFT : FUNNEL_RIGHT;
		if (parts[2] != "wrap") fail("line %d: funnel shift that clamps", line);
	} else if (name == "setp") {
		in.op = SET_PREDICATE;
		auto it = compares.find(parts[1]);
		if (it == compares.end() || parts.size() != 3) fail("line %d: comparison %s", line, parts[1].c_str());
		in.compare = it->second;
	} else {
		auto it = plain.find(name);
		if (it == plain.end()) fail("line %d: instruction %s", line, name.c_str());
		in.op = it->second;
	}
	if (in.op == MOV && args.size() == 2 && args[0][0] == '{') in.op = UNPACK;
	if (in.op == MOV && args.size() == 2 && args[1][0] == '{') in.op = PACK;
	if (in.op == CONVERT) {
		if (parts.size() != 3) fail("line %d: a conversion that rounds", line);
		in.to_width = atoi(parts[1].c_str() + 1);
	}
	operands(in.dst, args[0]);
	for (size_t i = 1; i < args.size(); i++) operands(in.src, args[i]);
}

Instruction Parser::decode(string text) {
	Instruction in;
	in.line = line;
	if (text[0] == '@') {
		size_t end = text.find_first_of(" \t");
		string guard = text.substr(1, end - 1);
		in.guard_negated = guard[0] == '!';
		in.guard = operand(guard.substr(in.guard_negated)).reg;
		text = trim(text.substr(end));
	}
	size_t end = text.find_first_of(" \t");
	vector<string> parts = split(text.substr(0, end), '.');
	vector<string> args = split(end == string::npos ? "" : trim(text.substr(end)), ',');
	const string &type = parts.back();
	if (type.size() > 1 && isdigit(type[1])) {
		in.width = atoi(type.c_str() + 1);
		in.is_signed = type[0] == 's';
		if (type[0] == 'f') fail("line %d: floating point", line);
	} else if (type == "pred") in.width = 1;
	const string &name = parts[0];
	if (name == "ld" || name == "st" || name == "atom") decode_memory(in, parts, args);
	else if (name == "bra") {
		in.op = BRANCH;
		in.label = args[0];
	} else if (name == "ret" || name == "exit") in.op = RETURN;
	else if ((name == "bar" || name == "barrier") && contains(parts, "sync") && args.size() == 1 && args[0] == "0") in.op = BARRIER;
	else decode_arithmetic(in, parts, args);
	return in;
}

// param reads ".param .u64 name" or ".param .align 4 .b8 name[32]".
void Parser::param(string text) {
	if (text.back() == ',') text.pop_back();
	text = trim(text);
	string name = text.substr(text.find_last_of(" \t") + 1);
	size_t bracket = name.find('[');
	if (bracket != string::npos) kernel->params.push_back({name.substr(0, bracket), (unsigned)atoi(name.c_str() + bracket + 1)});
	else kernel->params.push_back({name, text.find("64") < text.find(name) ? 8u : 4u});
}

// shared reads ".shared .align 16 .b8 name[bytes];".
void Parser::shared(const string &text, map<string, uint64_t> &table, unsigned &size) {
	size_t bracket = text.find('['), space = text.find_last_of(" \t", bracket);
	if (text.find(".b8") == string::npos) fail("line %d: %s", line, text.c_str());
	string name = text.substr(space + 1, bracket - space - 1);
	if (text[bracket + 1] == ']') {
		dynamic_symbols.push_back(name);
		return;
	}
	size = (size + 15) & ~15u;
	table[name] = size;
	size += atoi(text.c_str() + bracket + 1);
}

// constant reads ".const .align 8 .b8 name[bytes] = {1, 2, …};".
void Parser::constant(const string &text) {
	size_t bracket = text.find('['), space = text.find_last_of(" \t", bracket), open = text.find('{');
	if (text.find(".b8") == string::npos || open == string::npos) fail("line %d: %s", line, text.c_str());
	vector<uint8_t> bytes(atoi(text.c_str() + bracket + 1));
	vector<string> values = split(text.substr(open + 1, text.find('}') - open - 1), ',');
	for (size_t i = 0; i < values.size() && i < bytes.size(); i++) bytes[i] = (uint8_t)atoi(values[i].c_str());
	module->constant_memory.push_back(bytes);
	module_symbols[text.substr(space + 1, bracket - space - 1)] = (uint64_t)module->constant_memory.back().data();
}

void Parser::begin(const string &text) {
	string name = text.substr(text.find(".entry") + 6);
	name = trim(name.substr(0, name.find('(')));
	kernel = &module->kernels[name];
	kernel->name = name;
	kernel->static_shared = module_shared;
	symbols = module_symbols;
	registers.clear();
	labels.clear();
	in_params = text.find(')') == string::npos;
}

// end completes a kernel: branches get their targets.
void Parser::end() {
	Instruction last;
	last.op = RETURN;
	last.line = line;
	kernel->code.push_back(last);
	for (Instruction &in : kernel->code) {
		if (in.op != BRANCH) continue;
		auto it = labels.find(in.label);
		if (it == labels.end()) fail("line %d: label %s", in.line, in.label.c_str());
		in.target = (int)it->second;
	}
	kernel->registers = (int)registers.size();
	for (Param &p : kernel->params) kernel->sizes.push_back(p.size);
	kernel = nullptr;
}

void Parser::statement(const string &text) {
	if (text.find(".entry") != string::npos) begin(text);
	else if (text.find(".func") == 0 || text.find(".visible .func") == 0) fail("line %d: a function", line);
	else if (in_params && text[0] == ')') in_params = false;
	else if (in_params) param(text);
	else if (text == "{") depth++;
	else if (text == "}") {
		if (--depth == 0) end();
	} else if (depth == 0) {
		if (text.find(".shared") != string::npos) shared(text, module_symbols, module_shared);
		else if (text.find(".const") == 0) constant(text);
		else if (text.find(".maxntid") == 0) kernel->most_threads = atoi(text.c_str() + 8);
		else if (text.find(".global") != string::npos) fail("line %d: a global variable", line);
	} else if (text.find(".shared") == 0) shared(text, symbols, kernel->static_shared);
	else if (text.find(".local") == 0) fail("line %d: local memory", line);
	else if (text[0] == '.') return; // declarations of registers, and pragmas
	else if (text.back() == ':') labels[text.substr(0, text.size() - 1)] = kernel->code.size();
	else kernel->code.push_back(decode(text));
}

Module *Parser::parse(const string &text) {
	for (size_t at = 0; at < text.size();) {
		size_t end = std::min(text.find('\n', at), text.size());
		string content = text.substr(at, end - at);
		at = end + 1;
		line++;
		content = trim(content.substr(0, content.find("//")));
		if (!content.empty()) statement(content);
	}
	return module;
}

Module *parse(const string &text) { return Parser().parse(text); }

} // namespace ptx
