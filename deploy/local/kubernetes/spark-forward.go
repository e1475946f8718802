// spark-forward makes a range of ports of an address here lead to as many of a host that another network namespace reaches:
//
//	spark-forward NETNS ADDRESS FIRST-LAST:HOST:HOSTFIRST [PER-SOURCE TOTAL]
//
// With limits it forwards at most that many connections of one source address and of all at a time: further ones are reset.
// A connection that the host has ended is over then, whatever the other side does with its end.
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
	if len(os.Args) > 5 && os.Args[1] == "serve" {
		serve(os.Args[2], number(os.Args[3]), newLimits(number(os.Args[4]), number(os.Args[5])), os.Args[6:])
		return
	}
	perSource, total := "0", "0"
	switch len(os.Args) {
	case 4:
	case 6:
		perSource, total = strconv.Itoa(number(os.Args[4])), strconv.Itoa(number(os.Args[5]))
	default:
		log.Fatal("spark-forward NETNS ADDRESS FIRST-LAST:HOST:HOSTFIRST [PER-SOURCE TOTAL]")
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
	args := []string{"nsenter", "--net=" + os.Args[1], self, "serve", host, strconv.Itoa(number(hostFirst) - first), perSource, total}
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
func serve(host string, offset int, limits *limits, fds []string) {
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
		go func() { defer open.Done(); accept(l, target, limits, &open) }()
	}
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	<-term
	for _, l := range listeners {
		l.Close()
	}
	open.Wait()
}

// accept forwards what comes until the listener is closed.
func accept(l net.Listener, target string, limits *limits, open *sync.WaitGroup) {
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		in := c.(*net.TCPConn)
		source := in.RemoteAddr().(*net.TCPAddr).IP.String()
		if !limits.enter(source) {
			in.SetLinger(0)
			in.Close()
			continue
		}
		open.Add(1)
		go func() {
			defer open.Done()
			defer limits.leave(source)
			forward(in, target, limits.perSource > 0 || limits.total > 0)
		}()
	}
}

// limits counts the connections that are open, by their source address. Zero is no limit.
type limits struct {
	perSource, total int
	mutex            sync.Mutex
	all              int
	open             map[string]int
	refused          int
	logged           time.Time
}

func newLimits(perSource, total int) *limits {
	return &limits{perSource: perSource, total: total, open: map[string]int{}}
}

// enter says whether one more connection of the source is forwarded, and counts it if so.
func (l *limits) enter(source string) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.perSource > 0 && l.open[source] >= l.perSource || l.total > 0 && l.all >= l.total {
		l.refused++
		// A source that tries without end does not fill the log.
		if now := time.Now(); now.Sub(l.logged) >= 10*time.Second {
			log.Printf("refused=%d source=%s open=%d all=%d: no more connections", l.refused, source, l.open[source], l.all)
			l.logged, l.refused = now, 0
		}
		return false
	}
	l.open[source]++
	l.all++
	return true
}

func (l *limits) leave(source string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.all--
	if l.open[source]--; l.open[source] == 0 {
		delete(l.open, source)
	}
}

func forward(in *net.TCPConn, target string, endsWithHost bool) {
	defer in.Close()
	c, err := net.DialTimeout("tcp4", target, 5*time.Second)
	if err != nil {
		in.SetLinger(0) // whoever came is told: reset
		return
	}
	out := c.(*net.TCPConn)
	defer out.Close()
	back := make(chan struct{})
	go func() {
		defer close(back)
		pass(in, out)
		if endsWithHost {
			in.SetReadDeadline(time.Now().Add(time.Second)) // what is under way still arrives
		}
	}()
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
