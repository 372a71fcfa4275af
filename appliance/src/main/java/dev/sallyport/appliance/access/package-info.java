/**
 * Who asks and what they may: logins, tokens, roles, and the certificate authority of an appliance that was given none.
 *
 * <p>{@link dev.sallyport.appliance.access.Access} is what the registry and the API ask, with each request and the repository it was
 * resolved to: nothing that a token says decides what its holder may, so that a change in
 * {@link dev.sallyport.appliance.store.AccessRegister} holds at once.
 *
 * <p>Secrets in the data folder, each readable by its owner alone:
 *
 * <pre>
 * DATA/
 *   admin.token       admits to everything
 *   token.key         what issued tokens are signed with
 *   tls/ca.key        the authority's key; tls/server.key that of the server's certificate
 * </pre>
 */
@NullMarked
package dev.sallyport.appliance.access;

import org.jspecify.annotations.NullMarked;
