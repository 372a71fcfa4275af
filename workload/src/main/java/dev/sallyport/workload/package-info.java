/**
 * Which images a workload's files name: Compose files, Kubernetes manifests, Helm charts and Dockerfiles.
 *
 * <pre>
 * ComposeImages      services of Compose files, with profiles, interpolation, include and extends
 * KubernetesImages   containers and image volumes of manifests, custom resources by path
 * HelmImages         a chart as a folder or .tgz: rendered by the user's helm, and from its values and annotations
 * DockerfileImages   what a build pulls
 *   WorkloadImages   what they all find: images, what cannot be mirrored, and what was left out and why
 * </pre>
 *
 * <p>Nothing here opens a connection: charts and everything else arrive as files. Every image says where it is named and how
 * it was found; what names an image and cannot be carried is reported, never dropped.
 */
@NullMarked
package dev.sallyport.workload;

import org.jspecify.annotations.NullMarked;
