// Package prepared keeps what is made once and asked for often: study areas,
// demands, districts.
//
// Whoever asks first has it made; whoever asks meanwhile waits for the same
// making. Nobody waits longer than for what they asked for, and what nobody
// waits for any more is not made to its end.
package prepared

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// Map keeps values by key. The zero Map is empty and keeps all it is given. It
// may be used by several goroutines at once and must not be copied after its
// first use.
type Map[K comparable, V any] struct {
	// Most is how many values are kept: one more, and those that are ready are
	// forgotten. 0 stands for any number.
	Most int
	// Budget, when not nil, bounds the memory of what this map and others keep.
	// Values count that are [Sized].
	Budget *Budget

	mu sync.Mutex
	of map[K]*making[V]
}

// making is a value that is being made, or has been once done is closed.
type making[V any] struct {
	done   chan struct{}
	stop   context.CancelFunc
	asking int   // how many wait for it; guarded by the map's lock
	place  *kept // in the map's budget; nil where it does not count

	value    V
	err      error
	panicked any // what do panicked with, and where
}

// Get returns the value of key, made by do where there is none yet. do runs on
// a goroutine of its own with a context that has the values of ctx and ends
// when everyone who waits for it has left.
//
// The error is that of do, which is not kept, or that of ctx. A panic of do is
// one of everyone who waits.
func (m *Map[K, V]) Get(ctx context.Context, key K, do func(context.Context) (V, error)) (V, error) {
	one := m.join(ctx, key, do)
	defer m.leave(key, one)
	select {
	case <-one.done:
		if one.panicked != nil {
			panic(one.panicked)
		}
		m.Budget.use(one.place)
		return one.value, one.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// join returns the making of key, which it begins where there is none.
func (m *Map[K, V]) join(ctx context.Context, key K, do func(context.Context) (V, error)) *making[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.of[key]
	if one == nil {
		m.makeRoom()
		ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
		one = &making[V]{done: make(chan struct{}), stop: stop}
		m.of[key] = one
		go m.run(ctx, key, one, do)
	}
	one.asking++
	return one
}

// makeRoom forgets the values that are ready when there is no room for one
// more.
func (m *Map[K, V]) makeRoom() {
	if m.of == nil {
		m.of = map[K]*making[V]{}
	}
	if m.Most == 0 || len(m.of) < m.Most {
		return
	}
	for key, one := range m.of {
		select {
		case <-one.done:
			delete(m.of, key)
			m.Budget.drop(one.place)
		default:
		}
	}
}

// run makes a value. One that was not made is forgotten before anybody hears of
// it, so that asking again makes it again.
func (m *Map[K, V]) run(ctx context.Context, key K, one *making[V], do func(context.Context) (V, error)) {
	defer one.stop()
	one.err = errors.New("the making of a value ended early")
	defer func() {
		if v := recover(); v != nil {
			one.panicked = fmt.Sprintf("%v\n%s", v, debug.Stack())
		}
		if one.err != nil {
			m.forget(key, one)
		}
		close(one.done)
	}()
	one.value, one.err = do(ctx)
	if one.err == nil {
		m.count(key, one)
	}
}

// count has a value that was made, and that somebody still waits for, count
// against the budget, and forgets what that leaves no room for.
func (m *Map[K, V]) count(key K, one *making[V]) {
	value, sized := any(one.value).(Sized)
	if m.Budget == nil || !sized {
		return
	}
	n := value.Bytes()
	m.mu.Lock()
	var gone []*kept
	if m.of[key] == one {
		one.place = &kept{bytes: n, forget: func() { m.forget(key, one) }}
		gone = m.Budget.keep(one.place)
	}
	m.mu.Unlock()
	for _, k := range gone {
		k.forget()
	}
}

// leave notes that somebody waits no more; what the last one leaves unmade is
// stopped and forgotten.
func (m *Map[K, V]) leave(key K, one *making[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one.asking--; one.asking > 0 {
		return
	}
	select {
	case <-one.done:
	default:
		one.stop()
		if m.of[key] == one {
			delete(m.of, key)
			m.Budget.drop(one.place)
		}
	}
}

func (m *Map[K, V]) forget(key K, one *making[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of[key] == one {
		delete(m.of, key)
	}
}
