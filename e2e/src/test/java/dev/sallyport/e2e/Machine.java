package dev.sallyport.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A machine without a network: namespaces of its own for processes, mounts and network, with a loopback interface only.
 * It shares the host's file system, except {@code /run} and {@code /dev/shm}, which start empty: daemons keep their
 * sockets, locks and state in the usual places and meet no daemon of the host there.
 *
 * <p>The namespaces live as long as their first process, which reads a pipe from this JVM. When the machine is closed,
 * or the JVM ends in whatever way, the pipe closes, that process ends, and the kernel kills every other process of the
 * machine and drops its mounts and its network.
 */
final class Machine implements AutoCloseable {
    private static final String BOOT = """
            mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /dev/shm && ip link set lo up && echo up && exec cat >&2
            """;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path folder;
    private final Path logs;
    private final Process namespaces;
    private final long init;
    private final AtomicInteger runs = new AtomicInteger();

    private Machine(Path folder, Path logs, Process namespaces, long init) {
        this.folder = folder;
        this.logs = logs;
        this.namespaces = namespaces;
        this.init = init;
    }

    /**
     * Starts a machine whose programs write below {@code target/e2e/NAME}, which is deleted when the machine is closed,
     * and their output to {@code target/e2e-logs/NAME}, which stays.
     */
    static Machine start(String name) throws IOException {
        Path folder = Path.of("target/e2e", name).toAbsolutePath();
        Path logs = Path.of("target/e2e-logs", name).toAbsolutePath();
        delete(folder);
        delete(logs);
        Files.createDirectories(folder);
        Files.createDirectories(logs);
        ProcessBuilder builder = new ProcessBuilder(
                Requirements.path("unshare"),
                "--mount",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                Requirements.path("sh"),
                "-c",
                BOOT);
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        Process namespaces =
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var output = new BufferedReader(new InputStreamReader(namespaces.getInputStream(), StandardCharsets.UTF_8));
        if (!"up".equals(output.readLine())) {
            namespaces.destroyForcibly();
            throw new IOException("cannot make a machine: unshare and mount need root and CAP_SYS_ADMIN");
        }
        long init = namespaces
                .children()
                .findFirst()
                .orElseThrow(() -> new IOException("cannot see the machine's first process in /proc"))
                .pid();
        return new Machine(folder, logs, namespaces, init);
    }

    /** A folder of this machine, made if it is missing. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** Runs {@code command} to its end. */
    ToolRun run(Command command) throws IOException, InterruptedException {
        Service running = start(command);
        try {
            return running.await(PATIENCE);
        } catch (TimeoutException e) {
            running.kill();
            throw new AssertionError("`%s` did not end within %s".formatted(command.arguments(), PATIENCE), e);
        }
    }

    ToolRun run(Object... command) throws IOException, InterruptedException {
        return run(Command.of(command));
    }

    /** Starts {@code command} and leaves it running; it ends with the machine at the latest. */
    Service start(Command command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Requirements.path("nsenter"),
                "--target=" + init,
                "--mount",
                "--net",
                "--pid",
                "--wd=" + folder.toAbsolutePath(),
                "--"));
        String program = command.arguments().get(0);
        line.add(program.startsWith("/") ? program : Requirements.path(program));
        line.addAll(command.arguments().subList(1, command.arguments().size()));

        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("JAVA_HOME"));
        environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", folder("home").toString());
        environment.put("LANG", "C.UTF-8");
        environment.putAll(command.environment());

        String log = "%03d-%s".formatted(runs.incrementAndGet(), command.name());
        Path out = logs.resolve(log + ".out");
        Path err = logs.resolve(log + ".err");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        return new Service(command, builder.start(), out, err);
    }

    /**
     * Packets and connections for addresses that no interface reaches, as the kernel counted them since the machine
     * started: everything that a program here tried to send outside.
     */
    long refusedOutsideTraffic() throws IOException, InterruptedException {
        List<String> rows = run("cat", "/proc/net/snmp")
                .succeeded()
                .lines()
                .filter(row -> row.startsWith("Ip:"))
                .toList();
        int column = List.of(rows.get(0).split(" ", -1)).indexOf("OutNoRoutes");
        long four = Long.parseLong(rows.get(1).split(" ", -1)[column]);
        long six = run("cat", "/proc/net/snmp6")
                .lines()
                .filter(row -> row.startsWith("Ip6OutNoRoutes"))
                .mapToLong(row -> Long.parseLong(row.split("\\s+", -1)[1]))
                .sum();
        return four + six;
    }

    /**
     * Gives this machine one way out: to {@code address} of {@code hub}, which has any number of such machines and forwards nothing.
     * Whatever is sent anywhere else still has no route, and is counted.
     *
     * @param own this machine's address there, which no other machine of the hub has
     */
    void link(Machine hub, String address, String own) throws IOException, InterruptedException {
        String name = "to" + own.substring(own.lastIndexOf('.') + 1);
        hub.ip("address", "replace", address + "/32", "dev", "lo");
        hub.ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", Long.toString(init));
        hub.ip("link", "set", name, "up");
        hub.ip("route", "add", own + "/32", "dev", name);
        ip("address", "add", own + "/32", "dev", "eth0");
        ip("link", "set", "eth0", "up");
        ip("route", "add", address + "/32", "dev", "eth0");
    }

    // In this machine's network, but where the numbers of other machines' processes are known.
    private void ip(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(Requirements.path("nsenter"), "--target=" + init, "--net", "--", Requirements.path("ip")));
        line.addAll(List.of(arguments));
        int exit = new ProcessBuilder(line).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", line) + " ended with " + exit);
        }
    }

    /**
     * Gives this machine an {@code /etc} of its own, a copy of the host's, to install files in. Its resolver is an outside address,
     * so that a lookup is counted as what it is.
     */
    Path ownEtc() throws IOException, InterruptedException {
        Path etc = folder("etc");
        run("cp", "-a", "/etc/.", etc).succeeded();
        Files.deleteIfExists(etc.resolve("resolv.conf"));
        Files.writeString(etc.resolve("resolv.conf"), "nameserver 192.0.2.53\noptions timeout:1 attempts:1\n");
        run("mount", "--bind", etc, "/etc").succeeded();
        return etc;
    }

    /** The names of this machine's network interfaces. */
    List<String> networkInterfaces() throws IOException, InterruptedException {
        return run("cat", "/proc/net/dev")
                .succeeded()
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
    }

    @Override
    public void close() throws IOException {
        namespaces.getOutputStream().close();
        try {
            if (!namespaces.waitFor(20, SECONDS)) {
                namespaces.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            namespaces.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(folder);
    }

    /** Deletes with rm: a root file system is full of links to places that must not be followed. */
    private static void delete(Path folder) throws IOException {
        Process rm = new ProcessBuilder("rm", "-rf", "--one-file-system", folder.toString())
                .inheritIO()
                .start();
        rm.onExit().join();
    }
}
