package dev.sallyport.appliance.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * Objects for an OpenShift cluster: which mirror stands for which registry, by digest and by tag, and what to trust.
 *
 * @see <a href="https://docs.openshift.com/container-platform/latest/rest_api/config_apis/config-apis-index.html">config API</a>
 */
final class OpenShiftFiles {
    private OpenShiftFiles() {}

    static List<ClientFile> of(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>();
        files.add(new ClientFile(
                "10-image-digest-mirrors.yaml", mirrors("ImageDigestMirrorSet", "imageDigestMirrors", facts)));
        files.add(new ClientFile("11-image-tag-mirrors.yaml", mirrors("ImageTagMirrorSet", "imageTagMirrors", facts)));
        if (facts.authority() != null) {
            files.add(new ClientFile("20-trusted-ca.yaml", trustedAuthority(facts, facts.authority())));
        }
        files.add(new Readme("OpenShift", facts)
                .add("Install", install(facts))
                .add("What OpenShift cannot do", """
                        `ImageDigestMirrorSet` and `ImageTagMirrorSet` need OpenShift 4.13. A mirror set names whole registries, so a
                        registry of the cluster's own must not be among those above. With `NeverContactSource` an image that the
                        appliance has not is an error at once, not after a timeout.""")
                .trust()
                .file());
        return files;
    }

    private static String install(ClientFacts facts) {
        String trust = facts.authority() == null ? "" : """

                `20-trusted-ca.yaml` makes a config map in `openshift-config`. The cluster uses it once its image configuration says so:

                    oc patch image.config.openshift.io/cluster --type=merge \\
                      -p '{"spec":{"additionalTrustedCA":{"name":"sallyport-ca"}}}'

                If it names another config map already, add the key of this one there instead: there can be one alone.""";
        return "Apply with `oc apply -f .` in this folder. Nodes take new mirrors one after the other, without a restart of"
                + " workloads.\n" + trust;
    }

    private static String mirrors(String kind, String list, ClientFacts facts) {
        StringBuilder text = new StringBuilder("""
                apiVersion: config.openshift.io/v1
                kind: %s
                metadata:
                  name: sallyport
                spec:
                  %s:
                """.formatted(kind, list));
        for (String registry : facts.registries()) {
            text.append("""
                        - source: "%s"
                          mirrorSourcePolicy: NeverContactSource
                          mirrors:
                            - "%s/%s"
                    """.formatted(registry, facts.host(), ContainersFiles.component(registry)));
        }
        return text.toString();
    }

    // A key cannot have a colon: before the port stand two dots.
    private static String trustedAuthority(ClientFacts facts, String authority) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: sallyport-ca
                  namespace: openshift-config
                data:
                  "%s": |
                %s""".formatted(facts.host().replace(":", ".."), authority.strip().indent(4));
    }
}
