package dev.sallyport.appliance.clients;

import java.util.ArrayList;
import java.util.List;

/** For a cluster of one's own making: what its nodes need, whichever of the two runtimes they have. */
final class KubernetesFiles {
    private KubernetesFiles() {}

    static List<ClientFile> of(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>(ContainerdFiles.hosts(facts));
        files.addAll(ContainersFiles.configuration(facts));
        files.add(new Readme("Kubernetes", facts)
                .add("Where images are pulled", """
                        Not the cluster pulls images but the runtime on each node. So there is nothing to apply with `kubectl`: copy the
                        folder of the runtime to every node, also to those that join later.

                        - Nodes with containerd: `etc/containerd`.
                        - Nodes with CRI-O: `etc/containers`, then `systemctl reload crio`.""")
                .add("containerd", ContainerdFiles.INSTALL)
                .add("The control plane", """
                        kubeadm's images come from registry.k8s.io, which has to be among the registries above. `kubeadm config images
                        list | appliance clients check -` says whether all are here.""")
                .add("Repositories that ask for a login", """
                        A pull secret is for the name in the pod, not for the appliance's:
                        `kubectl create secret docker-registry NAME --docker-server=REGISTRY --docker-username=… --docker-password=…`.""")
                .trust()
                .file());
        return files;
    }
}
