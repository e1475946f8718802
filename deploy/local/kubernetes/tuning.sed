# Waits that are constants in Kubernetes 1.20's kubelet, shortened for one small node: they suit 5000 nodes with 110 pods each.
# A line: file, tab, sed expression. build.sh fails when one changes nothing. After a change here give K8S_BUILD_ID (lib.sh) a new value.
# What the runtime does is seen by listing its containers; a pod's end takes three such looks, its start one.
pkg/kubelet/kubelet.go	s/plegRelistPeriod = time.Second \* 1$/plegRelistPeriod = time.Second \/ 4/
# A deleted pod's object goes when the kubelet's batch sees that its cgroup is gone (reworked upstream in 1.22).
pkg/kubelet/status/status_manager.go	s/^const syncPeriod = 10 \* time.Second$/const syncPeriod = 500 * time.Millisecond/
pkg/kubelet/kubelet.go	s/housekeepingPeriod = time.Second \* 2$/housekeepingPeriod = time.Second \/ 2/
pkg/kubelet/volumemanager/volume_manager.go	s/desiredStateOfWorldPopulatorGetPodStatusRetryDuration = 2 \* time.Second$/desiredStateOfWorldPopulatorGetPodStatusRetryDuration = 500 * time.Millisecond/
# A sandbox that ends in the same look in which its last container goes is only removed by this; the object waits for it.
pkg/kubelet/kubelet.go	s/ContainerGCPeriod = time.Minute$/ContainerGCPeriod = time.Second/
