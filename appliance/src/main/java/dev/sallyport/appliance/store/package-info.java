/**
 * What the appliance holds and what it knows of it: blobs, release documents, trusted keys, the journal, and the database that
 * indexes them.
 *
 * <p>The truth is what {@link dev.sallyport.appliance.store.DataFolder} draws, without the database: blobs, release documents,
 * keys and the journal, each synced before anybody is told. The database can be deleted at any time; it is built again from
 * them, row for row. Every change goes through one writer: one transaction validates and applies the waiting changes, their
 * records are appended to the journal and synced, which is the commit point, then the transaction commits. SQL is nowhere else.
 */
@NullMarked
package dev.sallyport.appliance.store;

import org.jspecify.annotations.NullMarked;
