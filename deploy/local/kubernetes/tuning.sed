# Waits that are constants in Kubernetes 1.20, shortened for one small node. Format: file, sed expression.
# A deleted pod's object goes when the kubelet's 10 s batch sees that its cgroup is gone (reworked upstream in 1.22).
pkg/kubelet/status/status_manager.go	s/^const syncPeriod = 10 \* time.Second$/const syncPeriod = 500 * time.Millisecond/
pkg/kubelet/kubelet.go	s/housekeepingPeriod = time.Second \* 2$/housekeepingPeriod = time.Second \/ 2/
pkg/kubelet/volumemanager/volume_manager.go	s/desiredStateOfWorldPopulatorGetPodStatusRetryDuration = 2 \* time.Second$/desiredStateOfWorldPopulatorGetPodStatusRetryDuration = 500 * time.Millisecond/
