package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Repositories and dotfiles are taken as people have them, from a server of their own: at a branch, with submodules, private and
 * reached with the SSH agent; and what of a set-up failed is told, with its cause and what to do.
 */
@Order(125)
class RepositoriesST {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String SERVER = "repo-server";

    private static final Stack STACK = Stack.running();
    private static final Gateway ADMIN = STACK.admin();
    private static String address = "";

    /** Makes repositories and serves them by HTTP; the private one is there by SSH only. */
    @BeforeAll
    static void served() {
        STACK.spark("create", SERVER).succeeded();
        inSpark(SERVER, """
                set -e
                export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t.example GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t.example
                mkdir www && cd www
                publish() { git add -A; git commit -q --allow-empty -m "$1"; cd ..; git clone -q --bare work "$1.git"; git -C "$1.git" update-server-info; rm -rf work; }
                start() { git init -qb main work; cd work; }
                start; echo inside > file; publish sub
                start; git -c protocol.file.allow=always submodule -q add ../sub.git lib; git config -f .gitmodules submodule.lib.url ../sub.git
                echo main > which; git add -A; git commit -qm main; git checkout -qb dev; echo dev > which; git commit -qam dev; git checkout -q main; publish project
                start; mkdir -p .config/nvim; echo z > .config/nvim/init.lua; echo home > .chezmoiroot
                printf '. ~/.bashrc\\n' > .bash_profile; printf '[ -f ~/.fzf.bash ] && . ~/.fzf.bash\\n' > .bashrc; publish dotfiles
                start; mkdir bash; echo x > bash/.bashrc; publish stow
                cd ~; git init -qb main private; cd private; echo secret > f; git add f; git commit -qm one
                tmux new-session -d -s web "cd ~/www && exec python3 -m http.server 8000"
                """);
        address = inSpark(SERVER, "hostname -i").strip().split(" ", 2)[0];
    }

    @AfterAll
    static void removed() {
        ADMIN.deleteAll(SOON);
    }

    @Test
    void isReadyForTheFirstCommit() {
        STACK.spark(
                        "create",
                        "first",
                        "--repo",
                        url("project"),
                        "--branch",
                        "dev",
                        "--dotfiles",
                        url("dotfiles"),
                        "--git-name",
                        "Ada Lovelace",
                        "--git-email",
                        "ada@example.org",
                        "--env",
                        "PATH=$PATH:/opt/mine/bin",
                        "--env",
                        "STAGE=project",
                        "--wait-setup")
                .succeeded();

        assertThat(
                        inSpark(
                                "first",
                                "cd project; cat which lib/file; git commit -q --allow-empty -m one && git log -1 --format='%an %ae'"))
                .isEqualTo("dev\ninside\nAda Lovelace ada@example.org\n");
        assertThat(
                        inSpark(
                                "first",
                                "mkdir -p .config/gh; echo t > .config/gh/hosts.yml; git -C .dotfiles status --porcelain; cat .config/nvim/init.lua; ls .chezmoiroot 2> /dev/null || :"))
                .isEqualTo("z\n");
        assertThat(inSpark("first", "echo $PATH")).contains("/usr/local/bin").endsWith(":/opt/mine/bin\n");
        assertThat(step("first", "setup-dotfiles").path("message").asText()).isEqualTo("linked 3 files");
        // A word in the environment is no secret.
        assertThat(step("first", "setup-cloning").path("message").asText()).isEqualTo("cloned to ~/project at dev");
    }

    @Test
    void saysWhatFailedWhyAndWhatToDo() {
        Command created = STACK.spark("create", "failing", "--dotfiles", url("stow"), "--wait-setup");

        assertThat(created.exitCode()).isEqualTo(1);
        assertThat(created.out())
                .contains("none of install.sh, install, setup.sh")
                .contains("(stow: let a script run it)");
        assertThat(created.err()).contains("failing runs, but its set-up failed");
        SetUpSteps.awaitSetUp(ADMIN, "failing", SOON);
        assertThat(STACK.spark("list").succeeded().out()).contains("set-up failed: spark setup failing");
    }

    @Test
    void clonesAPrivateRepositoryWithTheAgent() {
        STACK.spark("create", "private", "--repo", "ssh://user@" + address + "/home/user/private")
                .succeeded();
        assertThat(SetUpSteps.awaitSetUp(ADMIN, "private", SOON)).isEqualTo("failed");
        assertThat(step("private", "setup-cloning").path("message").asText())
                .contains("Permission denied (publickey")
                .contains("spark setup private tries it with your SSH agent");

        String tried = STACK.shell("""
                        eval "$(ssh-agent -s)" > /dev/null
                        trap 'ssh-agent -k > /dev/null' EXIT
                        ssh-add -q "${XDG_CONFIG_HOME:-$HOME/.config}/spark/id_ed25519" && "%s/spark" setup private
                        """.formatted(Stack.root())).out();

        assertThat(tried).contains("cloned to ~/project");
        assertThat(inSpark("private", "cat project/f")).isEqualTo("secret\n");
    }

    private static String url(String repository) {
        return "http://" + address + ":8000/" + repository + ".git";
    }

    private static String inSpark(String name, String script) {
        return STACK.spark("exec", name, "--", "bash", "-c", script).succeeded().out();
    }

    private static JsonNode step(String name, String step) {
        return SetUpSteps.step(ADMIN, name, step);
    }
}
