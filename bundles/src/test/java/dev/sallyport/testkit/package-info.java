/** What tests of every module share: contracts, builders and servers on loopback. */
@NullMarked
package dev.sallyport.testkit;

import org.jspecify.annotations.NullMarked;
