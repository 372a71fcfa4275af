/**
 * The client of the distribution API: what the agent fetches from registries, and the only place that opens connections.
 *
 * <pre>
 * RegistryClient            one for a whole run; shares connections, tokens and fetched manifests
 *   Manifests               asks about tags by HEAD, and fetches what neither this run nor KnownManifests holds
 *     ManifestFetch         HEAD and GET /v2/NAME/manifests/REF
 *   BlobFetch               GET /v2/NAME/blobs/DIGEST, continued by range where it broke off
 *   ReferrersFetch          GET /v2/NAME/referrers/DIGEST, or the fallback tag
 *     Mirrors               asks a registry's mirror first
 *   WebFetch                GET of what is of no registry: chart repositories
 *     Requests              one request until it is answered: retries, then authorisation, then redirects
 *       Retries             waits between attempts; obeys Retry-After
 *       Authorizer          answers challenges with what CredentialFiles holds; TokenFetch gets tokens
 *       Redirects           follows a few, and takes no credentials along
 *         Traffic           no more at once than a host bears, none while it asked for a pause; counts
 *           Transport       one exchange over HTTP/1.1; TlsFactories and ProxySettings say how
 * </pre>
 *
 * <p>Credentials go to the registry they are for, and to the token service that this registry names over TLS (on plain HTTP:
 * on its own host); never to the target of a redirect. Nothing that a registry says is trusted: sizes and counts are
 * bounded before they are used, and manifests are kept only under the digest computed from their bytes.
 */
@NullMarked
package dev.sallyport.agent.registry;

import org.jspecify.annotations.NullMarked;
