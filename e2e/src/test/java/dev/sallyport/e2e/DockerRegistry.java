package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A docker-registry of Debian's on a port of its own: plain, or with TLS and a password or tokens. */
final class DockerRegistry {
    static final String USER = "reader";
    static final String PASSWORD = "e2e password";

    /** {@link #PASSWORD} by bcrypt, the only way that docker-registry takes. */
    private static final String HTPASSWD = USER + ":$2y$05$abcdefghijklmnopqrstuuzJsWBiIN/oK.EVId9OfLVByyAFNirAO\n";

    private static final Pattern ACCESS = Pattern.compile("\"([A-Z]+) (/v2/\\S*) HTTP/[0-9.]+\" [0-9]{3}");

    private final Service service;
    private final String host;
    private int forgotten;

    private DockerRegistry(Service service, String host) {
        this.service = service;
        this.host = host;
    }

    static DockerRegistry plain(Machine machine, String name, int port) throws IOException, InterruptedException {
        return start(machine, name, port, "", "");
    }

    static DockerRegistry withPassword(Machine machine, String name, int port, Certificates certificates)
            throws IOException, InterruptedException {
        Path passwords = Files.writeString(machine.folder(name).resolve("htpasswd"), HTPASSWD);
        return start(
                machine, name, port, tls(certificates), "auth: {htpasswd: {realm: e2e, path: '" + passwords + "'}}");
    }

    static DockerRegistry withTokens(
            Machine machine, String name, int port, Certificates certificates, String tokenService)
            throws IOException, InterruptedException {
        return start(machine, name, port, tls(certificates), """
                auth:
                  token: {realm: '%s', service: '%s', issuer: '%s', rootcertbundle: '%s'}
                """.formatted(
                        tokenService, TokenService.SERVICE, TokenService.ISSUER, certificates.certificate()));
    }

    private static String tls(Certificates certificates) {
        return ", tls: {certificate: '" + certificates.certificate() + "', key: '" + certificates.key() + "'}";
    }

    private static DockerRegistry start(Machine machine, String name, int port, String tls, String authentication)
            throws IOException, InterruptedException {
        String host = "127.0.0.1:" + port;
        Path configuration = machine.folder(name).resolve("config.yml");
        // Manifests with foreign layers are refused unless their addresses are allowed.
        Files.writeString(configuration, """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: '%s'}}
                validation: {manifests: {urls: {allow: ['^http://127[.]0[.]0[.]1:']}}}
                http: {addr: '%s'%s}
                %s
                """.formatted(machine.folder(name + "/data"), host, tls, authentication));
        String address = (tls.isEmpty() ? "http://" : "https://") + host + "/v2/";
        Service service = machine.start(Command.of("docker-registry", "serve", configuration))
                .ready(machine, Command.of("curl", "-ksS", "-o", "/dev/null", address));
        return new DockerRegistry(service, host);
    }

    String host() {
        return host;
    }

    /** From now on {@link #requests} tells what comes after this moment. */
    void forgetRequests() throws IOException {
        forgotten = accessLog().size();
    }

    /** The requests of its access log that match, as {@code METHOD PATH}. */
    List<String> requests(String expression) throws IOException {
        List<String> all = accessLog();
        return all.subList(forgotten, all.size()).stream()
                .filter(request -> request.matches(expression))
                .toList();
    }

    private List<String> accessLog() throws IOException {
        return ACCESS.matcher(service.output())
                .results()
                .map(DockerRegistry::text)
                .toList();
    }

    private static String text(MatchResult access) {
        return access.group(1) + ' ' + access.group(2);
    }
}
