// spark-forward makes a range of ports of an address here lead to as many of a host that another network namespace reaches:
//
//	spark-forward NETNS ADDRESS FIRST-LAST:HOST:HOSTFIRST
//
// It listens in this namespace, then becomes itself in the other one: what listens stays where it was opened, what is dialled
// from then on is dialled there. On TERM it listens no more and ends with its last connection.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 3 && os.Args[1] == "serve" {
		serve(os.Args[2], number(os.Args[3]), os.Args[4:])
		return
	}
	if len(os.Args) != 4 {
		log.Fatal("spark-forward NETNS ADDRESS FIRST-LAST:HOST:HOSTFIRST")
	}
	var first, last int
	var target string
	if _, err := fmt.Sscanf(os.Args[3], "%d-%d:%s", &first, &last, &target); err != nil {
		log.Fatalf("%s: %v", os.Args[3], err)
	}
	host, hostFirst, err := net.SplitHostPort(target)
	if err != nil {
		log.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	args := []string{"nsenter", "--net=" + os.Args[1], self, "serve", host, strconv.Itoa(number(hostFirst) - first)}
	for p := first; p <= last; p++ {
		l, err := net.Listen("tcp4", net.JoinHostPort(os.Args[2], strconv.Itoa(p)))
		if err != nil {
			log.Fatal(err)
		}
		f, err := l.(*net.TCPListener).File()
		if err != nil {
			log.Fatal(err)
		}
		fd, err := syscall.Dup(int(f.Fd())) // without close-on-exec
		if err != nil {
			log.Fatal(err)
		}
		args = append(args, strconv.Itoa(fd))
	}
	log.Fatalf("nsenter: %v", syscall.Exec("/usr/bin/nsenter", args, os.Environ()))
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		log.Fatal(err)
	}
	return n
}

// serve forwards port P of each listener to port P + offset of the host.
func serve(host string, offset int, fds []string) {
	var open sync.WaitGroup
	var listeners []net.Listener
	for _, fd := range fds {
		f := os.NewFile(uintptr(number(fd)), "listener")
		l, err := net.FileListener(f)
		if err != nil {
			log.Fatal(err)
		}
		f.Close()
		listeners = append(listeners, l)
		target := net.JoinHostPort(host, strconv.Itoa(l.Addr().(*net.TCPAddr).Port+offset))
		open.Add(1)
		go func() {
			defer open.Done()
			for {
				c, err := l.Accept()
				if err == nil {
					open.Add(1)
					go func() { defer open.Done(); forward(c.(*net.TCPConn), target) }()
				} else if errors.Is(err, net.ErrClosed) {
					return
				} else {
					log.Print(err)
					time.Sleep(100 * time.Millisecond)
				}
			}
		}()
	}
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	<-term
	for _, l := range listeners {
		l.Close()
	}
	open.Wait()
}

func forward(in *net.TCPConn, target string) {
	defer in.Close()
	c, err := net.DialTimeout("tcp4", target, 5*time.Second)
	if err != nil {
		in.SetLinger(0) // whoever came is told: reset
		return
	}
	out := c.(*net.TCPConn)
	defer out.Close()
	back := make(chan struct{})
	go func() { defer close(back); pass(in, out) }()
	pass(out, in)
	<-back
}

// pass copies until the end of one direction, which it passes on too; where it breaks, it ends both.
func pass(to, from *net.TCPConn) {
	if _, err := io.Copy(to, from); err != nil {
		to.Close()
		from.Close()
		return
	}
	to.CloseWrite()
}
