/**
 * The rows of the registry protocol, each a test against a whole appliance on loopback: every way to push, read and delete, over
 * every kind of content that clients make. What is asked and what must come back is stated from the outside, by the
 * distribution specification alone; nothing here knows how the server is built.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">distribution specification</a>
 */
@NullMarked
package dev.sallyport.appliance.registry.conformance;

import org.jspecify.annotations.NullMarked;
