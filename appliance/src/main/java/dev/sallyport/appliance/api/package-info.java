/**
 * What is said over /api/v1: its paths, its records and how they are written as JSON, for the server and the command line alike.
 */
@NullMarked
package dev.sallyport.appliance.api;

import org.jspecify.annotations.NullMarked;
