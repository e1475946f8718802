package main

import (
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"
)

// front starts a server that sends back what it gets, and a listener that forwards to it. It returns the listener's address.
func front(t *testing.T, limits *limits) string {
	server, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		for {
			c, err := server.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(c, c); c.Close() }()
		}
	}()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go accept(l, server.Addr().String(), limits, &sync.WaitGroup{})
	return l.Addr().String()
}

// connect returns nil for a connection that was reset at once.
func connect(t *testing.T, source, address string) net.Conn {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}, Timeout: 5 * time.Second}
	c, err := d.Dial("tcp4", address)
	if errors.Is(err, syscall.ECONNRESET) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// answers says whether the connection is forwarded.
func answers(c net.Conn) bool {
	if c == nil {
		return false
	}
	c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := c.Write([]byte("x")); err != nil {
		return false
	}
	_, err := io.ReadFull(c, make([]byte, 1))
	return err == nil
}

func require(t *testing.T, what string, right bool) {
	t.Helper()
	if !right {
		t.Fatal("not so: " + what)
	}
}

func TestOneSourceLeavesRoomForOthers(t *testing.T) {
	address := front(t, newLimits(2, 3))
	first := connect(t, "127.0.0.1", address)
	require(t, "the first is forwarded", answers(first))
	require(t, "the second is forwarded", answers(connect(t, "127.0.0.1", address)))
	for i := 0; i < 100; i++ {
		require(t, "no more of one source is", !answers(connect(t, "127.0.0.1", address)))
	}
	require(t, "another source's is", answers(connect(t, "127.0.0.2", address)))
	require(t, "no more of all is", !answers(connect(t, "127.0.0.3", address)))

	first.Close()
	again := false
	for end := time.Now().Add(5 * time.Second); !again && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		again = answers(connect(t, "127.0.0.1", address))
	}
	require(t, "where one has ended, another one is", again)
}

func TestWhoDoesNotLeaveKeepsNoPlace(t *testing.T) {
	server, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		for {
			c, err := server.Accept()
			if err != nil {
				return
			}
			c.Write([]byte("x"))
			c.Close()
		}
	}()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	limits := newLimits(1, 1)
	go accept(l, server.Addr().String(), limits, &sync.WaitGroup{})

	c := connect(t, "127.0.0.1", l.Addr().String())
	c.SetDeadline(time.Now().Add(5 * time.Second))
	said, err := io.ReadAll(c)
	require(t, "what the host said arrives", err == nil && string(said) == "x")
	free := false
	for end := time.Now().Add(5 * time.Second); !free && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		limits.mutex.Lock()
		free = limits.all == 0
		limits.mutex.Unlock()
	}
	require(t, "its place is free, though it is still there", free)
}

func TestWithoutLimitsAllAreForwarded(t *testing.T) {
	address := front(t, newLimits(0, 0))
	for i := 0; i < 100; i++ {
		require(t, "it is forwarded", answers(connect(t, "127.0.0.1", address)))
	}
}

func TestNothingIsKeptOfSourcesThatHaveLeft(t *testing.T) {
	l := newLimits(1, 1)
	for _, source := range []string{"a", "b"} {
		require(t, "it may enter", l.enter(source))
		require(t, "and not once more", !l.enter(source))
		l.leave(source)
	}
	require(t, "nothing is open", len(l.open) == 0 && l.all == 0)
}
