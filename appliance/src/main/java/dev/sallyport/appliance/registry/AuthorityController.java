package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Authority;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;

/** The certificate of the appliance's own authority, for clients that are to trust it. Compare its fingerprint. */
@Controller("/ca.pem")
@Produces(MediaType.ALL)
final class AuthorityController {
    private static final MediaType PEM = MediaType.of("application/x-pem-file");

    private final Authority authority;

    AuthorityController(Authority authority) {
        this.authority = authority;
    }

    @Get
    HttpResponse<byte[]> get() {
        return authority
                .certificate()
                .map(pem -> HttpResponse.ok(pem).contentType(PEM))
                .orElseGet(() -> HttpResponse.<byte[]>notFound()
                        .contentType(MediaType.TEXT_PLAIN_TYPE)
                        .body("this appliance has no certificate authority of its own\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
}
