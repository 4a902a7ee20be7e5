package mempool

import "container/heap"

// queue is a heap whose items know their places, so that they can be moved and
// removed.
type queue[T any] struct {
	items []T
	less  func(a, b T) bool
	// place is where an item keeps one more than its place; 0: it is not in.
	place func(T) *int
}

func (q *queue[T]) Len() int           { return len(q.items) }
func (q *queue[T]) Less(i, j int) bool { return q.less(q.items[i], q.items[j]) }
func (q *queue[T]) Swap(i, j int) {
	q.items[i], q.items[j] = q.items[j], q.items[i]
	*q.place(q.items[i]), *q.place(q.items[j]) = i+1, j+1
}

// Push implements heap.Interface; set is to be called.
func (q *queue[T]) Push(x any) {
	item := x.(T)
	q.items = append(q.items, item)
	*q.place(item) = len(q.items)
}

// Pop implements heap.Interface; set is to be called.
func (q *queue[T]) Pop() any {
	last := len(q.items) - 1
	item := q.items[last]
	var none T
	q.items[last], q.items = none, q.items[:last]
	*q.place(item) = 0
	return item
}

// set puts an item in or takes it out, and finds its place anew if it is in.
func (q *queue[T]) set(item T, in bool) {
	switch at := *q.place(item) - 1; {
	case in && at < 0:
		heap.Push(q, item)
	case in:
		heap.Fix(q, at)
	case at >= 0:
		heap.Remove(q, at)
	}
}

// first returns the first item; ok is false if there is none.
func (q *queue[T]) first() (item T, ok bool) {
	if len(q.items) == 0 {
		return item, false
	}
	return q.items[0], true
}
