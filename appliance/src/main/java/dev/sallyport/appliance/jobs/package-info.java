/**
 * Work in the background: taking back the space of what nobody needs, reading all blobs again to find damage, and the runner that
 * does one of each at a time and knows how far it is.
 */
@NullMarked
package dev.sallyport.appliance.jobs;

import org.jspecify.annotations.NullMarked;
