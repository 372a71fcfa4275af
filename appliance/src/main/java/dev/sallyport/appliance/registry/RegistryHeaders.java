package dev.sallyport.appliance.registry;

import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** The names of this API's headers, and the one that every answer has. */
@ServerFilter(patterns = {"/v2", "/v2/**"})
final class RegistryHeaders {
    static final String API_VERSION = "Docker-Distribution-Api-Version";
    static final String CONTENT_DIGEST = "Docker-Content-Digest";
    static final String TAG = "OCI-Tag";
    static final String SUBJECT = "OCI-Subject";
    static final String UPLOAD_ID = "Docker-Upload-UUID";
    static final String WARNING = "Warning";
    static final String FILTERS_APPLIED = "OCI-Filters-Applied";
    static final String NAMESPACE = "OCI-Namespace";

    @ResponseFilter
    void addVersion(MutableHttpResponse<?> response) {
        response.header(API_VERSION, "registry/2.0");
    }
}
