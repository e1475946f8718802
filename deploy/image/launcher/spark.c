/*
 * What a spark's container runs, as its PID 1: /spark. The one piece that is root in the container.
 *
 *   /spark                 starts the spark: its root file system, then boot in it
 *   /spark enter CMD...    runs CMD in the spark, as its root; for the runtime's exec, which lands outside of it
 *   /spark shift DIR       gives every file below DIR to the spark's ids (the image's build)
 *
 * The root that a spark sees is an overlay of the image (/image, read only) and a layer on its volume (/layer), mounted in a
 * user namespace whose ids are shifted by 100000: what is installed lasts, and root is nobody on the node. PID 1 stays outside,
 * without a capability but to signal. The namespace belongs to a uid of this spark's own, derived from its id, that owns nothing
 * else on the node: the process that enters has it before it is in there with whom it may meet, and the kernel counts by it what
 * it limits per user (inotify instances and watches, namespaces, processes), so that one spark cannot use up what is another's.
 * The PID namespace is the container's: a fresh /proc for another one may not be mounted where the container's is masked.
 *
 * SPARK_USER_NAMESPACE says what becomes of a spark where the kernel or the cluster refuses all that: with "preferred" (or
 * nothing) the image is copied to the container's own root, and a line on stdout says why: the spark works, what is installed
 * does not last, and root is the container's. With "required" it does not start. With "off" it is not tried. Whatever else
 * goes wrong is no reason to start without: nothing that can be done in a spark may take its root out of the namespace.
 *
 * /home/user and /var/lib/spark are the user's, and /layer holds what the user wrote, as names below upper/: here nothing in
 * them is opened, and no link is followed. Our own marks are in /layer, which cannot be seen from inside.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SHIFT = 100000, IDS = 65536, PATH = 4096 };
/* Owners are above all ids that people and other containers have by custom, and below the signed limit. */
enum { FIRST_OWNER = 1 << 30, OWNERS = 1 << 30 };
enum { PROCESSES = 4096 };
static const char *BOOT = "/usr/local/lib/spark/boot";
static const char *LAYER_SHIFTED = "/layer/shifted"; /* 100000 where the volume's files are the namespace's, 0 while they become anybody's */
static const char *LAYER_RESET = "/layer/reset";     /* how often the layer was put aside, of SPARK_ROOT */
static const char *LAYER_WITHOUT = "/layer/without"; /* there where its root did not last at the start before */
static const char *LIMIT = "/proc/sys/user/max_user_namespaces";
static const char *INIT = "/run/spark.init"; /* in the container's root: the PID to enter by, or 0 where there is nothing to enter; and the owner */
static const char *ON_VOLUME[] = {"/home/user", "/var/lib/spark"};

/* What went wrong, for the step that tells it: the deed and the kernel's word. */
static char trouble[512];
static int failed(const char *deed) {
    snprintf(trouble, sizeof trouble, "%s: %s", deed, strerror(errno));
    return -1;
}
/* A step of the set-up, as lib/spark/setup tells them. */
static void tell_root(const char *state, const char *text, const char *why) {
    printf("{\"spark_step\":\"root\",\"state\":\"%s\",\"message\":\"%s%s\"}\n", state, text, why);
    fflush(stdout);
}
static void say(const char *text) { fprintf(stderr, "spark: %s\n", text); }

static int write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) return -1;
    ssize_t length = (ssize_t)strlen(text), written = write(fd, text, (size_t)length);
    int synced = fsync(fd);
    return close(fd) == 0 && written == length && (synced == 0 || errno == EINVAL) ? 0 : -1;
}
static long read_number(const char *path) {
    char text[32] = "";
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

/* --- walking over what is the user's: from folder to folder, so that no path is too long and no link is followed */

enum { DEEPEST = 400 };
typedef int deed(int folder, const char *name, const struct stat *file);
static int walk(int folder, const char *name, deed *first, deed *last, int depth) {
    struct stat file;
    if (fstatat(folder, name, &file, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT ? 0 : -1;
    if (first != NULL && first(folder, name, &file) != 0) return -1;
    if (S_ISDIR(file.st_mode) && depth == DEEPEST) {
        say("folders below more than 400 others are left as they are");
        return 0;
    }
    if (S_ISDIR(file.st_mode)) {
        int inside = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        DIR *entries = inside < 0 ? NULL : fdopendir(inside);
        if (entries == NULL) return -1;
        int walked = 0;
        for (struct dirent *entry; walked == 0;) {
            errno = 0; /* NULL is the end, or a folder that cannot be read on */
            if ((entry = readdir(entries)) == NULL) {
                walked = errno == 0 ? 0 : -1;
                break;
            }
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                walked = walk(inside, entry->d_name, first, last, depth + 1);
        }
        int error = errno;
        closedir(entries);
        errno = error;
        if (walked != 0) return -1;
    }
    return last == NULL ? 0 : last(folder, name, &file);
}

/* --- whose files these are. Either way round, safe to cut short and to do again: an id says itself whether it is shifted. */

static int shift_by;
static uid_t shifted(uid_t id) {
    if (shift_by > 0 && id < IDS) return id + SHIFT;
    if (shift_by < 0 && id >= SHIFT && id < SHIFT + IDS) return id - SHIFT;
    return id;
}
static int shift_one(int folder, const char *name, const struct stat *file) {
    uid_t uid = shifted(file->st_uid);
    gid_t gid = shifted(file->st_gid);
    if (uid == file->st_uid && gid == file->st_gid) return 0;
    if (fchownat(folder, name, uid, gid, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT ? 0 : -1;
    /* The kernel takes setuid and setgid away with the owner. */
    return S_ISLNK(file->st_mode) || !(file->st_mode & 06000) ? 0 : fchmodat(folder, name, file->st_mode & 07777, 0);
}
static int shift_tree(const char *path, int by) {
    shift_by = by;
    return walk(AT_FDCWD, path, shift_one, NULL, 0);
}
/* The volume as this start needs it. The mark spares a large home being walked at each, and outlives a walk that is cut short. */
static int own_volume(int by) {
    if (by > 0 ? read_number(LAYER_SHIFTED) == SHIFT : access(LAYER_SHIFTED, F_OK) != 0) return 0;
    if (write_file(LAYER_SHIFTED, "0\n") != 0) return failed(LAYER_SHIFTED);
    for (size_t n = 0; n < sizeof ON_VOLUME / sizeof *ON_VOLUME; n++)
        if (shift_tree(ON_VOLUME[n], by) != 0) return failed(ON_VOLUME[n]);
    if (by > 0 ? write_file(LAYER_SHIFTED, "100000\n") != 0 : unlink(LAYER_SHIFTED) != 0) return failed(LAYER_SHIFTED);
    return 0;
}

/* --- the layer on the volume */

static int remove_one(int folder, const char *name, const struct stat *file) {
    unlinkat(folder, name, S_ISDIR(file->st_mode) ? AT_REMOVEDIR : 0);
    return 0;
}
/* Layers that were put aside, now or at a start that was cut short. */
static void remove_old_layers(void) {
    DIR *layer = opendir("/layer");
    for (struct dirent *entry; layer != NULL && (entry = readdir(layer)) != NULL;)
        if (strncmp(entry->d_name, ".old", 4) == 0) walk(dirfd(layer), entry->d_name, NULL, remove_one, 0);
    if (layer != NULL) closedir(layer);
}
static int set_aside(const char *name) {
    char from[64], to[64];
    snprintf(from, sizeof from, "/layer/%s", name);
    for (int n = 0; n < 1000; n++) {
        snprintf(to, sizeof to, "/layer/.old%d-%s", n, name);
        if (access(to, F_OK) == 0) continue;
        return rename(from, to) == 0 || errno == ENOENT ? 0 : failed(from);
    }
    errno = EEXIST;
    return failed(from);
}
/* SPARK_ROOT counts how often the root was ordered back to the image's. */
static int prepare_layer(void) {
    const char *ordered = getenv("SPARK_ROOT");
    long number = ordered == NULL ? 0 : strtol(ordered, NULL, 10);
    if (chmod("/layer", 0711) != 0) return failed("/layer"); /* the kubelet lets nobody but root through */
    if (number > read_number(LAYER_RESET)) {
        char text[32];
        snprintf(text, sizeof text, "%ld\n", number);
        if (set_aside("upper") != 0 || set_aside("work") != 0) return -1;
        if (write_file(LAYER_RESET, text) != 0) {
            remove_old_layers(); /* the volume is full */
            if (write_file(LAYER_RESET, text) != 0) return failed(LAYER_RESET);
        }
    }
    if (fork() == 0) { /* nobody waits for it */
        remove_old_layers();
        _exit(0);
    }
    if ((mkdir("/layer/upper", 0755) != 0 || chmod("/layer/upper", 0755) != 0) && errno != EEXIST) return failed("/layer/upper");
    if (mkdir("/layer/work", 0700) != 0 && errno != EEXIST) return failed("/layer/work");
    if (chown("/layer/upper", SHIFT, SHIFT) != 0 || chown("/layer/work", SHIFT, SHIFT) != 0) return failed("/layer");
    return chown("/tmp", SHIFT, SHIFT) != 0 || chmod("/tmp", 01777) != 0 ? failed("/tmp") : 0;
}

/* --- system calls that no spark needs, and that have been ways out of containers. Runtimes refuse them by default; their
 * profiles refuse user namespaces too, so ours is here. */

#if defined __x86_64__
#define NATIVE AUDIT_ARCH_X86_64
#define FOREIGN 0x40000000u /* the x32 calls */
#elif defined __aarch64__
#define NATIVE AUDIT_ARCH_AARCH64
#define FOREIGN 0xffffffffu
#else
#error "which architecture is this?"
#endif
static const int REFUSED[] = {
    SYS_acct, SYS_add_key, SYS_bpf, SYS_clock_adjtime, SYS_clock_settime, SYS_delete_module, SYS_finit_module, SYS_init_module,
    SYS_io_uring_enter, SYS_io_uring_register, SYS_io_uring_setup, SYS_kexec_file_load, SYS_kexec_load, SYS_keyctl,
    SYS_lookup_dcookie, SYS_move_pages, SYS_open_by_handle_at, SYS_perf_event_open, SYS_quotactl, SYS_quotactl_fd, SYS_reboot,
    SYS_request_key, SYS_settimeofday, SYS_swapoff, SYS_swapon, SYS_syslog, SYS_userfaultfd, SYS_vhangup,
#ifdef __x86_64__
    SYS_ioperm, SYS_iopl, SYS_sysfs, SYS_uselib, SYS_ustat,
#endif
};
#define LOAD(field) (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define WHEN(test, value, yes, no) (struct sock_filter)BPF_JUMP(BPF_JMP | (test) | BPF_K, (unsigned)(value), (unsigned char)(yes), (unsigned char)(no))
#define ANSWER(value) (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, (value))
/* Sockets are what a development machine talks by: local ones, TCP, UDP and ping, and of netlink what asks for addresses, routes
 * and sockets, what sudo and sshd audit by, and devices' events. Other families and protocols reach code that has been a way out
 * of containers (AF_VSOCK, AF_ALG, TIPC, SCTP, …), some of it by loading a module. Asked after the first filter, which leaves
 * the native calls only; type and family are ints, so the low half counts. */
static int refuse_sockets(void) {
    static const int routes[] = {NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_AUDIT, NETLINK_KOBJECT_UEVENT};
    static const int protocols[] = {0, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6, 262 /* MPTCP, Go's default */};
    enum { ROUTES = sizeof routes / sizeof *routes, PROTOCOLS = sizeof protocols / sizeof *protocols, LAST_TYPE = SOCK_RAW };
    struct sock_filter filter[20 + 2 * (ROUTES + PROTOCOLS)];
    int n = 0;
    filter[n++] = LOAD(nr);
    filter[n++] = WHEN(BPF_JEQ, SYS_socket, 2, 0);
    filter[n++] = WHEN(BPF_JEQ, SYS_socketpair, 1, 0);
    filter[n++] = ANSWER(SECCOMP_RET_ALLOW);
    filter[n++] = LOAD(args[0]);
    filter[n++] = WHEN(BPF_JEQ, AF_UNIX, 0, 1);
    filter[n++] = ANSWER(SECCOMP_RET_ALLOW);
    filter[n++] = WHEN(BPF_JEQ, AF_NETLINK, 0, 2 + 2 * ROUTES);
    filter[n++] = LOAD(args[2]);
    for (int route = 0; route < ROUTES; route++) {
        filter[n++] = WHEN(BPF_JEQ, routes[route], 0, 1);
        filter[n++] = ANSWER(SECCOMP_RET_ALLOW);
    }
    filter[n++] = ANSWER(SECCOMP_RET_ERRNO | EPROTONOSUPPORT);
    filter[n++] = WHEN(BPF_JEQ, AF_INET, 2, 0);
    filter[n++] = WHEN(BPF_JEQ, AF_INET6, 1, 0);
    filter[n++] = ANSWER(SECCOMP_RET_ERRNO | EPERM);
    filter[n++] = LOAD(args[1]);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf); /* without SOCK_NONBLOCK and SOCK_CLOEXEC */
    filter[n++] = WHEN(BPF_JGT, LAST_TYPE, 0, 1);
    filter[n++] = ANSWER(SECCOMP_RET_ERRNO | ESOCKTNOSUPPORT);
    filter[n++] = LOAD(args[2]);
    for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
        filter[n++] = WHEN(BPF_JEQ, protocols[protocol], 0, 1);
        filter[n++] = ANSWER(SECCOMP_RET_ALLOW);
    }
    filter[n++] = ANSWER(SECCOMP_RET_ERRNO | EPROTONOSUPPORT);
    struct sock_fprog program = {.len = (unsigned short)n, .filter = filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 ? failed("seccomp for sockets") : 0;
}
/* A network namespace of one's own opens nf_tables and its like, the commonest way out by the kernel: refused too. What clone3
 * asks for cannot be seen here: as everywhere it is not there then, and the C library falls back to clone. */
static int refuse_calls(void) {
    enum { COUNT = sizeof REFUSED / sizeof *REFUSED };
    struct sock_filter filter[COUNT + 13];
    int n = 0;
    filter[n++] = LOAD(arch);
    filter[n++] = WHEN(BPF_JEQ, NATIVE, 1, 0);
    filter[n++] = ANSWER(SECCOMP_RET_ERRNO | EPERM);
    filter[n++] = LOAD(nr);
    filter[n++] = WHEN(BPF_JGE, FOREIGN, COUNT + 7, 0);
    for (int call = 0; call < COUNT; call++, n++) filter[n] = WHEN(BPF_JEQ, REFUSED[call], COUNT - call + 6, 0);
    filter[n++] = WHEN(BPF_JEQ, SYS_clone3, 4, 0);
    filter[n++] = WHEN(BPF_JEQ, SYS_unshare, 1, 0);
    filter[n++] = WHEN(BPF_JEQ, SYS_clone, 0, 3);
    filter[n++] = LOAD(args[0]); /* the low half: both architectures are little endian */
    filter[n++] = WHEN(BPF_JSET, CLONE_NEWNET, 2, 1);
    filter[n++] = ANSWER(SECCOMP_RET_ERRNO | ENOSYS);
    filter[n++] = ANSWER(SECCOMP_RET_ALLOW);
    filter[n++] = ANSWER(SECCOMP_RET_ERRNO | EPERM);
    struct sock_fprog program = {.len = (unsigned short)n, .filter = filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 ? failed("seccomp") : refuse_sockets();
}

/* --- inside the namespaces */

/* Who owns the namespace: one for each spark (FNV-1a of its id, which is random). Where two of a node should meet, they share limits. */
static uid_t owner;
static void choose_owner(void) {
    const char *id = getenv("SPARK_ID");
    uint32_t hash = 2166136261u;
    for (; id != NULL && *id != 0; id++) hash = (hash ^ (unsigned char)*id) * 16777619u;
    owner = (uid_t)FIRST_OWNER + hash % OWNERS;
}
/* Before it is made or entered. */
static int become_owner(void) {
    return setgroups(0, NULL) != 0 || setresgid(owner, owner, owner) != 0 || setresuid(owner, owner, owner) != 0 ? failed("becoming its owner") : 0;
}
static int become_root(void) {
    return setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0 ? failed("becoming its root") : 0;
}
/* How many processes and threads a spark may have: the kernel keeps the limit that holds where a user namespace is made for all in
 * it, since 5.14. Before, it counts them by uid, which sparks share: then it is not set, and the kubelet's podPidsLimit is all there is. */
static int limit_processes(void) {
    struct utsname kernel;
    int major = 0, minor = 0;
    const char *given = getenv("SPARK_PROCESSES");
    long most = given == NULL ? PROCESSES : strtol(given, NULL, 10);
    if (most <= 0 || uname(&kernel) != 0 || sscanf(kernel.release, "%d.%d", &major, &minor) != 2) return 0;
    if (major < 5 || (major == 5 && minor < 14)) return 0;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NPROC, &limit) != 0) return failed("the limit of processes");
    if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < (rlim_t)most) return 0; /* the runtime's is lower */
    limit.rlim_cur = limit.rlim_max = (rlim_t)most;
    return setrlimit(RLIMIT_NPROC, &limit) != 0 ? failed("the limit of processes") : 0;
}
static int bind_at(const char *from, const char *to) {
    return mount(from, to, NULL, MS_BIND | MS_REC, NULL) != 0 ? failed(to) : 0;
}
/* A folder of the new root to mount at, whatever its owner made of it. */
static int folder(const char *path) {
    struct stat there;
    if (lstat(path, &there) == 0 && !S_ISDIR(there.st_mode) && unlink(path) != 0) return failed(path);
    return mkdir(path, 0755) != 0 && errno != EEXIST ? failed(path) : 0;
}
static int bind_folder(const char *path) {
    char to[PATH];
    for (const char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        snprintf(to, sizeof to, "/new%.*s", slash == NULL ? PATH - 8 : (int)(slash - path), path);
        if (folder(to) != 0) return -1;
        if (slash == NULL) return bind_at(path, to);
    }
}
/* A file that the runtime wrote for this container. */
static int bind_file(const char *path) {
    char to[PATH];
    struct stat there;
    if (access(path, F_OK) != 0) return 0;
    snprintf(to, sizeof to, "/new%s", path);
    if (lstat(to, &there) != 0 || !S_ISREG(there.st_mode)) {
        if (unlink(to) != 0 && rmdir(to) != 0 && errno == ENOTEMPTY) return 0; /* its owner wants it so */
        int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd < 0) return failed(to);
        close(fd);
    }
    return bind_at(path, to);
}
static int mount_devices(void) {
    static const char *nodes[] = {"null", "zero", "full", "random", "urandom", "tty"};
    static const char *links[][2] = {{"pts/ptmx", "/new/dev/ptmx"}, {"/proc/self/fd", "/new/dev/fd"}, {"/proc/self/fd/0", "/new/dev/stdin"},
        {"/proc/self/fd/1", "/new/dev/stdout"}, {"/proc/self/fd/2", "/new/dev/stderr"}};
    if (folder("/new/dev") != 0) return -1;
    if (mount("tmpfs", "/new/dev", "tmpfs", MS_NOSUID, "mode=755,size=64k") != 0) return failed("/dev");
    for (size_t n = 0; n < sizeof nodes / sizeof *nodes; n++) {
        char from[32], to[32];
        snprintf(from, sizeof from, "/dev/%s", nodes[n]);
        snprintf(to, sizeof to, "/new/dev/%s", nodes[n]);
        if (mknod(to, S_IFREG | 0666, 0) != 0) return failed(to);
        if (bind_at(from, to) != 0) return -1;
    }
    for (size_t n = 0; n < sizeof links / sizeof *links; n++)
        if (symlink(links[n][0], links[n][1]) != 0) return failed(links[n][1]);
    if (mkdir("/new/dev/pts", 0755) != 0 || mkdir("/new/dev/shm", 01777) != 0) return failed("/dev");
    if (mount("devpts", "/new/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5") != 0) return failed("/dev/pts");
    return mount("shm", "/new/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") != 0 ? failed("/dev/shm") : 0;
}
/* The kernel's word, or the cluster's: whatever else goes wrong is not theirs. */
static int refused;
static int refuses(const char *deed) {
    refused = errno == EPERM || errno == EACCES || errno == EINVAL || errno == ENODEV || errno == ENOSYS || errno == EOPNOTSUPP;
    /* There is a limit to them: to none it is a refusal, otherwise others have them all at the moment. */
    if (errno == ENOSPC) refused = access(LIMIT, F_OK) == 0 && read_number(LIMIT) == 0;
    return failed(deed);
}
static int mount_overlay(const char *upper, const char *work) {
    char options[PATH];
    snprintf(options, sizeof options, "lowerdir=/image,upperdir=%s,workdir=%s,userxattr", upper, work);
    return mount("overlay", "/new", "overlay", 0, options);
}
/* A root in which boot cannot run would cost its owner the spark: once more the image's, for this start, over a layer in memory. */
static int rescued;
static int mount_rescue(void) {
    rescued = 1;
    tell_root("failed", "Its root lacks what a spark starts with: this start has the image's, and keeps no change to it. Back for good: spark reset-root", "");
    if (umount2("/new", MNT_DETACH) != 0 || mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") != 0) return failed("/run");
    if (mkdir("/run/upper", 0755) != 0 || mkdir("/run/work", 0700) != 0) return failed("/run");
    return mount_overlay("/run/upper", "/run/work") != 0 ? failed("the image alone") : 0;
}
/* Whether there is such a file of the spark's, and it can be run where it has to be: links lead to where they will once /new is the root. */
static int is_there(int root, const char *path, int run) {
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
    struct stat file;
    int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof how);
    int there = fd >= 0 && fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && (!run || file.st_mode & 0111);
    if (fd >= 0) close(fd);
    return there;
}
static int can_boot(void) {
    static const char *needed[] = {"/usr/local/lib/spark/boot", "/usr/bin/bash", "/usr/sbin/sshd", "/usr/bin/perl", "/etc/passwd"};
    int root = open("/new", O_PATH | O_DIRECTORY | O_CLOEXEC), can = root >= 0;
    for (size_t n = 0; can && n < sizeof needed / sizeof *needed; n++) can = is_there(root, needed[n], n < 4);
    if (root >= 0) close(root);
    return can;
}
static int mount_root(void) {
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return refuses("mounts of its own");
    if (mount_overlay("/layer/upper", "/layer/work") != 0) return refuses("the root's overlay");
    if (!can_boot() && mount_rescue() != 0) return -1;
    if (mount_devices() != 0 || bind_folder("/proc") != 0 || bind_folder("/sys") != 0 || bind_folder("/tmp") != 0) return -1;
    if (bind_folder("/home/user") != 0 || bind_folder("/var/lib/spark") != 0 || bind_folder("/etc/spark/secret") != 0) return -1;
    if (bind_file("/etc/hosts") != 0 || bind_file("/etc/hostname") != 0 || bind_file("/etc/resolv.conf") != 0) return -1;
    if (folder("/new/run") != 0) return -1;
    if (mount("tmpfs", "/new/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=256m") != 0) return failed("/run"); /* it is the spark's memory */
    if (chdir("/new") != 0 || syscall(SYS_pivot_root, ".", ".") != 0) return failed("changing the root");
    return umount2(".", MNT_DETACH) != 0 || chdir("/") != 0 ? failed("leaving the container's root") : 0;
}

/* --- starting */

static void run_boot(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execl(BOOT, BOOT, (char *)NULL);
    failed(BOOT);
}

/* The child says 'n' when its namespace is there and 'r' when its root is ('R' where that is for once), and waits for a byte after each; then it says its
 * trouble, or nothing once boot runs: 'k' before it where the kernel refused, 't' for anything else. */
static void in_namespaces(int up, int down) {
    char answer;
    if (limit_processes() != 0 || become_owner() != 0) ;
    else if (unshare(CLONE_NEWUSER) != 0) refuses("a user namespace");
    else if (prctl(PR_SET_DUMPABLE, 1) != 0 || write(up, "n", 1) != 1 || read(down, &answer, 1) != 1) failed("its ids");
    else if (prctl(PR_SET_DUMPABLE, 0) != 0) failed("becoming its root");
    else if (become_root() != 0) ;
    else if (unshare(CLONE_NEWNS | CLONE_NEWUTS) != 0) refuses("mounts of its own");
    else if (mount_root() != 0 || write(up, rescued ? "R" : "r", 1) != 1 || read(down, &answer, 1) != 1) ;
    else if (refuse_calls() == 0) run_boot();
    if (write(up, refused ? "k" : "t", 1) != 1 || write(up, trouble, strlen(trouble)) < 0) say(trouble);
    _exit(1);
}
/* As the kernel wants it: by the owner of the namespace, with the right to set ids outside of it. */
static int map_ids(pid_t child) {
    int status;
    pid_t mapper = fork();
    if (mapper == 0) {
        static const char *maps[] = {"uid_map", "gid_map"};
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct ids[2] = {{.effective = 1 << CAP_SETUID | 1 << CAP_SETGID, .permitted = 1 << CAP_SETUID | 1 << CAP_SETGID}};
        char map[64], path[64];
        int length = snprintf(map, sizeof map, "0 %d %d\n", SHIFT, IDS);
        if (prctl(PR_SET_KEEPCAPS, 1) != 0 || become_owner() != 0 || syscall(SYS_capset, &header, ids) != 0) _exit(1);
        for (size_t n = 0; n < 2; n++) {
            snprintf(path, sizeof path, "/proc/%d/%s", child, maps[n]);
            int fd = open(path, O_WRONLY | O_CLOEXEC);
            if (fd < 0 || write(fd, map, (size_t)length) != length) _exit(1);
        }
        _exit(0);
    }
    if (mapper > 0 && waitpid(mapper, &status, 0) == mapper && WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
    errno = EPERM;
    return refuses("its ids");
}
/* Whether the child says so next; else what it says is the trouble. */
static int hears(int up, char word) {
    char said[sizeof trouble] = "";
    ssize_t n = read(up, said, 1);
    rescued = n == 1 && said[0] == 'R';
    if (word == 0 ? n == 0 : n == 1 && (said[0] == word || (word == 'r' && rescued))) return 1;
    refused = n == 1 && said[0] == 'k';
    if (n == 1 && read(up, said, sizeof said - 1) > 0) memcpy(trouble, said, sizeof trouble);
    if (trouble[0] == 0) snprintf(trouble, sizeof trouble, "it ended");
    return 0;
}
static pid_t start_in_namespaces(void) {
    int up[2], down[2];
    if (prepare_layer() != 0) return -1;
    if (pipe2(up, O_CLOEXEC) != 0 || pipe2(down, O_CLOEXEC) != 0) return failed("pipe");
    pid_t child = fork();
    if (child < 0) return failed("fork");
    if (child == 0) {
        close(up[0]), close(down[1]);
        in_namespaces(up[1], down[0]);
    }
    close(up[1]), close(down[0]);
    int there = hears(up[0], 'n') && map_ids(child) == 0 && write(down[1], "m", 1) == 1 && hears(up[0], 'r'), once = rescued;
    int started = there && own_volume(+1) == 0 && write(down[1], "v", 1) == 1 && hears(up[0], 0);
    close(up[0]), close(down[1]);
    if (started) {
        if (once) write_file(LAYER_WITHOUT, "");
        else if (unlink(LAYER_WITHOUT) == 0) tell_root("done", "What you install lasts again, and root is nobody on the node", "");
        return child;
    }
    waitpid(child, NULL, 0);
    return -1;
}

/* Without: the image's files in the container's own root, as root's own. */
static int copy_one(const char *path, const struct stat *file, int type, struct FTW *at) {
    (void)type, (void)at;
    const char *to = path + strlen("/image");
    char target[PATH];
    shift_by = -1;
    if (*to == 0 || strcmp(to, "/dev") == 0 || strcmp(to, "/proc") == 0 || strcmp(to, "/sys") == 0) return 0;
    if (S_ISDIR(file->st_mode)) {
        if (mkdir(to, 0755) != 0 && errno != EEXIST) return failed(to);
    } else if (S_ISLNK(file->st_mode)) {
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n < 0) return failed(path);
        target[n] = 0;
        if (symlink(target, to) != 0 && errno != EEXIST) return failed(to);
    } else if (S_ISREG(file->st_mode)) {
        int in = open(path, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (out < 0 && errno == EEXIST && in >= 0) return close(in); /* the runtime's, for this container */
        if (in < 0 || out < 0) return failed(in < 0 ? path : to);
        for (off_t left = file->st_size; left > 0;) {
            ssize_t n = sendfile(out, in, NULL, (size_t)left);
            if (n <= 0) return failed(to);
            left -= n;
        }
        close(in), close(out);
    } else {
        return 0;
    }
    if (lchown(to, shifted(file->st_uid), shifted(file->st_gid)) != 0 && errno != EROFS) return failed(to);
    return S_ISLNK(file->st_mode) || chmod(to, file->st_mode & 07777) == 0 || errno == EROFS ? 0 : failed(to);
}
static pid_t start_without(void) {
    tell_root("failed", "What you install outside your home does not last, and root here is root of the container: no user namespace with an overlay: ", trouble);
    if (access(BOOT, X_OK) != 0 && nftw("/image", copy_one, 64, FTW_PHYS | FTW_MOUNT) != 0) return -1;
    if (own_volume(-1) != 0) say(trouble);
    if (write_file(LAYER_WITHOUT, "") != 0) say(LAYER_WITHOUT);
    pid_t child = fork();
    if (child == 0) {
        run_boot();
        say(trouble);
        _exit(127);
    }
    return child < 0 ? failed("fork") : child;
}

/* All but to signal, which boot's other owner takes. */
static void drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct kill[2] = {{.effective = 1 << CAP_KILL, .permitted = 1 << CAP_KILL}};
    if (syscall(SYS_capset, &header, kill) != 0) say("its capabilities stay");
}

static int start(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    umask(022);
    unlink(INIT);
    choose_owner();
    const char *given = getenv("SPARK_USER_NAMESPACE"), *wish = given == NULL ? "preferred" : given;
    pid_t boot = -1;
    if (strcmp(wish, "off") == 0) {
        refused = 1;
        snprintf(trouble, sizeof trouble, "it is turned off");
    } else {
        boot = start_in_namespaces();
    }
    int inside = boot > 0;
    if (!inside && refused && strcmp(wish, "required") != 0) boot = start_without();
    if (boot < 0) {
        say(trouble);
        return 1;
    }
    char text[32];
    snprintf(text, sizeof text, "%d %u\n", inside ? boot : 0, (unsigned)owner);
    if (write_file(INIT, text) != 0) say("/run cannot be written: no exec");
    if (inside) drop_capabilities();
    /* Reaps what nobody waits for, hands signals on, and ends with boot. */
    for (;;) {
        int signal = sigwaitinfo(&all, NULL), status;
        if (signal != SIGCHLD) {
            if (signal > 0) kill(boot, signal);
            continue;
        }
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
            if (ended == boot) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
}

/* The PID to enter by, and with it whose the namespace is. */
static long read_init(void) {
    char text[64] = "";
    int fd = open(INIT, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    char *rest = text;
    long init = strtol(text, &rest, 10);
    if (fd >= 0) close(fd);
    owner = n > 0 ? (uid_t)strtoul(rest, NULL, 10) : 0;
    return init;
}
static int enter(char **command) {
    static const char *kinds[] = {"user", "mnt", "uts"};
    int fds[3];
    if (access(INIT, F_OK) != 0) {
        say("it is not up yet");
        return 125;
    }
    long init = read_init();
    if (init != 0 && owner < FIRST_OWNER) errno = EINVAL, failed(INIT);
    else if (init != 0) become_owner();
    for (int n = 0; init != 0 && n < 3; n++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%ld/ns/%s", init, kinds[n]);
        if ((fds[n] = open(path, O_RDONLY | O_CLOEXEC)) < 0) failed(path);
    }
    for (int n = 0; init != 0 && n < 3; n++)
        if (trouble[0] == 0 && setns(fds[n], 0) != 0) failed("entering it");
    if (init != 0 && trouble[0] == 0 && become_root() == 0) refuse_calls();
    if (trouble[0] != 0 || chdir("/") != 0) {
        say(trouble);
        return 125;
    }
    execvp(command[0], command);
    failed(command[0]);
    say(trouble);
    return errno == ENOENT ? 127 : 126;
}

int main(int count, char **words) {
    prctl(PR_SET_DUMPABLE, 0); /* nobody in the spark looks into it, in the moment in which it enters */
    if (count == 1) return start();
    if (count > 2 && strcmp(words[1], "enter") == 0) return enter(words + 2);
    if (count == 3 && strcmp(words[1], "shift") == 0) {
        if (shift_tree(words[2], +1) == 0) return 0;
        perror(words[2]);
        return 1;
    }
    fprintf(stderr, "usage: /spark | /spark enter CMD... | /spark shift DIR\n");
    return 2;
}
