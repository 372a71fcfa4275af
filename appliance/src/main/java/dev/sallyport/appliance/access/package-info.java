/**
 * Who may do what: for now the one admin token that lies in the data folder, readable by its owner alone.
 */
@NullMarked
package dev.sallyport.appliance.access;

import org.jspecify.annotations.NullMarked;
