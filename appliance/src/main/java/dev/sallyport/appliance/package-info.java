/**
 * Puts the appliance together: opens the data folder, starts the server and stops both.
 */
@NullMarked
package dev.sallyport.appliance;

import org.jspecify.annotations.NullMarked;
