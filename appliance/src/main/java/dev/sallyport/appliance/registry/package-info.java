/**
 * The distribution API under {@code /v2/}: what container clients pull with and push to.
 *
 * <p>One controller for each kind of resource. Each turns the path into a {@link
 * dev.sallyport.appliance.registry.RepositoryRequest}, asks {@link dev.sallyport.appliance.registry.PublishedContent}, or for writes the services of {@code uploads}, and
 * answers; failures are {@code RegistryException}s, which say one of the specification's error codes.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">OCI distribution specification</a>
 */
@NullMarked
package dev.sallyport.appliance.registry;

import org.jspecify.annotations.NullMarked;
