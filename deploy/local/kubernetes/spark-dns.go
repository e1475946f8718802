// spark-dns answers A queries for the cluster's services from the API: NAME.NAMESPACE.svc.cluster.local
// (the ClusterIP, or every ready endpoint of a headless service). Nothing is forwarded.
package main

import (
	"flag"
	"log"
	"net"
	"strings"
	"time"

	"github.com/miekg/dns"
	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	kc := flag.String("kubeconfig", "", "")
	listen := flag.String("listen", "127.0.0.1:5353", "")
	flag.Parse()
	cfg, err := clientcmd.BuildConfigFromFlags("", *kc)
	if err != nil {
		log.Fatal(err)
	}
	f := informers.NewSharedInformerFactory(kubernetes.NewForConfigOrDie(cfg), 10*time.Minute)
	svcs, eps := f.Core().V1().Services().Lister(), f.Core().V1().Endpoints().Lister()
	f.Core().V1().Services().Informer()
	f.Core().V1().Endpoints().Informer()
	f.Start(make(chan struct{}))
	lookup := func(name string) (ips []string, ok bool) {
		p := strings.Split(strings.TrimSuffix(strings.ToLower(name), ".svc.cluster.local."), ".")
		host := ""
		if len(p) == 3 {
			host, p = p[0], p[1:]
		}
		if len(p) != 2 {
			return nil, false
		}
		s, err := svcs.Services(p[1]).Get(p[0])
		if err != nil {
			return nil, false
		}
		if s.Spec.ClusterIP != v1.ClusterIPNone {
			return []string{s.Spec.ClusterIP}, host == ""
		}
		e, err := eps.Endpoints(p[1]).Get(p[0])
		if err != nil {
			return nil, true
		}
		for _, ss := range e.Subsets {
			for _, a := range ss.Addresses {
				if host == "" || host == a.Hostname {
					ips = append(ips, a.IP)
				}
			}
		}
		return ips, host == "" || len(ips) > 0
	}
	dns.HandleFunc(".", func(w dns.ResponseWriter, r *dns.Msg) {
		m := new(dns.Msg)
		m.SetReply(r)
		m.Authoritative = true
		for _, q := range r.Question {
			ips, ok := lookup(q.Name)
			if !strings.HasSuffix(strings.ToLower(q.Name), ".svc.cluster.local.") || !ok {
				m.Rcode = dns.RcodeNameError
				continue
			}
			if q.Qtype == dns.TypeA {
				for _, ip := range ips {
					m.Answer = append(m.Answer, &dns.A{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 1}, A: net.ParseIP(ip)})
				}
			}
		}
		_ = w.WriteMsg(m)
	})
	log.Fatal((&dns.Server{Addr: *listen, Net: "udp"}).ListenAndServe())
}
