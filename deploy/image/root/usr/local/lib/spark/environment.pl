# The environment of every session of a spark, for spark-session and spark-exec. Perl, because it is in every Debian,
# starts in 3 ms, and passes any bytes and any argv on as they are.
use strict;
use warnings;

my $secret = '/etc/spark/secret';
my $default_path = '/home/user/.local/bin:/home/user/.venv/bin:/home/user/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

sub slurp {
    my ($file) = @_;
    open(my $in, '<:raw', $file) or return;
    local $/;
    my $value = <$in>;
    return defined $value ? $value : '';
}

# The owner's variables: files env.NAME of the Secret. The kubelet replaces all of them at once by turning the link ..data.
sub owner_environment {
    for my $try (1 .. 5) {
        my $at = readlink("$secret/..data");
        my $dir = defined $at ? "$secret/$at" : $secret;
        opendir(my $list, $dir) or next;
        my %env;
        for my $file (readdir $list) {
            my ($name) = $file =~ /^env\.([^=]+)$/s or next;
            my $value = slurp("$dir/$file");
            $env{$name} = $value if defined $value && $value !~ /\0/;
        }
        my $now = readlink("$secret/..data");
        return %env if $try == 5 || ($at // '') eq ($now // '');
    }
    return;
}

# Whether programs here know a terminal of that name, as ncurses looks for it.
sub knows_terminal {
    my ($name) = @_;
    return 0 if $name !~ /^[\w.+-]+$/a;
    my @folders = ($ENV{TERMINFO}, "$ENV{HOME}/.terminfo", split(/:/, $ENV{TERMINFO_DIRS} // ''), qw(/etc/terminfo /lib/terminfo /usr/share/terminfo));
    return scalar grep { defined && length && -e "$_/" . substr($name, 0, 1) . "/$name" } @folders;
}

# A terminal that is not known here is taken for the one that most are like; which it is stays in SPARK_TERM.
sub settle_terminal {
    return if !length($ENV{TERM} // '') || knows_terminal($ENV{TERM});
    @ENV{qw(SPARK_TERM TERM)} = ($ENV{TERM}, 'xterm-256color');
    return;
}

# The owner's PATH, in which $PATH is the one of every session.
sub path_of {
    my ($path) = @_;
    return $default_path unless defined $path && length $path;
    $path =~ s/\$(?:PATH\b|\{PATH\})/$default_path/g;
    $path =~ s{\$(?:HOME\b|\{HOME\})|(?<![^:])~(?=[/:]|$)}{/home/user}g;
    return $path;
}

# Puts together what a session starts with: who the user is and which spark this is cannot be set by the owner.
sub set_environment {
    my (%more) = @_;
    my @user = getpwuid($<) or die "spark: no such user: $<\n";
    my %owner = owner_environment();
    my %env = (%ENV, %owner);
    delete @env{qw(SSH_ORIGINAL_COMMAND SHLVL OLDPWD PWD _)};
    $env{PATH} = path_of($owner{PATH});
    $env{SPARK_PATH} = $env{PATH} if defined $owner{PATH};    # for /etc/profile.d/spark.sh
    $env{LANG} //= 'C.UTF-8';
    $env{XDG_RUNTIME_DIR} //= "/run/user/$<" if -o "/run/user/$<";
    $env{DISABLE_AUTOUPDATER} //= '1';    # of Claude Code, which is root's
    @env{qw(USER LOGNAME HOME SHELL)} = ($user[0], $user[0], $user[7], $user[8] || '/bin/bash');
    for my $name (qw(SPARK_ID SPARK_NAME SPARK_REPO SPARK_OWNER)) {
        my $value = slurp("/run/spark/env/$name");
        if (defined $value) { $env{$name} = $value } else { delete $env{$name} }
    }
    @env{keys %more} = values %more;
    %ENV = %env;
    settle_terminal();
    return;
}

# Becomes the command: exactly this argv, exit codes 126 and 127 as a shell has them.
sub become {
    my ($program, @argv) = @_;
    no warnings 'exec';
    exec { $program } @argv;
    my ($code, $why) = ($!{ENOENT} ? 127 : 126, "$!");
    print STDERR "spark: $program: $why\n";
    exit $code;
}

sub login_shell {
    my $shell = $ENV{SHELL};
    become($shell, '-' . ($shell =~ s{.*/}{}r));
}

1;
