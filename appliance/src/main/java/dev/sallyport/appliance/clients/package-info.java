/**
 * What container clients need to be told so that they ask this appliance, and nobody else.
 *
 * <pre>
 * ClientKind       which client
 * ClientFacts      what its files are made of: the appliance's address, its authority, the registries published here
 * ClientFiles      the files of a client, as text, under the paths where the client reads them
 * ClientHandouts   makes them from what is published now, and remembers what was handed out
 * </pre>
 *
 * <p>Nothing in these files is secret. Which registries they name is a list of what is published; who may not see that does not get
 * them.
 */
@NullMarked
package dev.sallyport.appliance.clients;

import org.jspecify.annotations.NullMarked;
