# The pipes of commands, for attach and follow.
use strict;
use warnings;
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK O_RDWR);
use IO::Poll qw(POLLIN POLLHUP POLLERR);
use POSIX ();

our $CHUNK = 65536;

# How long a command that has ended may have more to say: what it left running may be about to say the last of it.
our $SILENT = 0.15;
our $LONGEST = 2;

sub nonblocking { my ($handle) = @_; return fcntl $handle, F_SETFL, fcntl($handle, F_GETFL, 0) | O_NONBLOCK }

# A pipe that every user may open again by the names /dev/stdin, /dev/stdout and /dev/stderr. Only who has it open has that name.
sub open_pipe {
    pipe my $read, my $write or return;
    chmod 0666, $write;
    return ($read, $write);
}

# Reads on, for nobody, as long as somebody has these pipes open: what a command leaves running must not end by what it prints.
sub discard {
    my (@pipes) = @_;
    return if !@pipes;
    my $reader = fork;
    return if !defined $reader || $reader;
    POSIX::setsid();
    chdir '/';
    my $nothing = POSIX::open('/dev/null', O_RDWR) // POSIX::_exit(1);
    POSIX::dup2($nothing, $_) for 0 .. 2;
    $SIG{$_} = 'DEFAULT' for qw(HUP INT TERM CHLD PIPE);
    my ($uid, $gid) = (getpwnam 'user')[2, 3];
    if (defined $uid && $> == 0) { $( = $) = "$gid $gid"; $< = $> = $uid }
    $0 = 'spark-discard';
    my ($poll, $bytes) = IO::Poll->new;
    $poll->mask($_ => POLLIN) for @pipes;
    while (@pipes) {
        $poll->poll(-1);
        my @open;
        for my $pipe (@pipes) {
            my $read = 1;
            $read = sysread $pipe, $bytes, $CHUNK if $poll->events($pipe) & (POLLIN | POLLHUP | POLLERR);
            if ($read || !defined $read && ($!{EAGAIN} || $!{EINTR})) { push @open, $pipe }
            else { $poll->remove($pipe) }
        }
        @pipes = @open;
    }
    POSIX::_exit(0);
}

1;
