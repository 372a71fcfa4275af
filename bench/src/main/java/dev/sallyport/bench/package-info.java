/** Measurements, each printed as a table with what it was compared against. */
@NullMarked
package dev.sallyport.bench;

import org.jspecify.annotations.NullMarked;
