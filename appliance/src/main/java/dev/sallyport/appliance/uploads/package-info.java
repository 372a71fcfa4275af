/**
 * What people push: upload sessions and manifests, from the bytes of a request to a link in a local repository.
 *
 * <p>A session's bytes are a file of the content store under an id that also says, as digests, whose session it is and in which
 * repository; so it is found again after a restart, and nothing else of it has to be durable. Knows nothing of HTTP.
 */
@NullMarked
package dev.sallyport.appliance.uploads;

import org.jspecify.annotations.NullMarked;
