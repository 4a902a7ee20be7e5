// Node has WebSockets of its own since version 22.
import WebSocket from 'ws';

globalThis.WebSocket ??= WebSocket;
