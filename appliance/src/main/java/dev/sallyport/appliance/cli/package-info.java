/** The command line of the appliance. */
@NullMarked
package dev.sallyport.appliance.cli;

import org.jspecify.annotations.NullMarked;
