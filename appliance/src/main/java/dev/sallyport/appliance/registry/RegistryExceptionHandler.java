package dev.sallyport.appliance.registry;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers with the error that a controller threw. */
@Singleton
final class RegistryExceptionHandler implements ExceptionHandler<RegistryException, HttpResponse<byte[]>> {
    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<byte[]> handle(HttpRequest request, RegistryException failure) {
        return answer((HttpRequest<?>) request, failure);
    }

    static MutableHttpResponse<byte[]> answer(HttpRequest<?> request, RegistryException failure) {
        byte[] body = failure.body();
        // Without a length the answer to a HEAD would end the connection.
        MutableHttpResponse<byte[]> answer = HttpResponse.<byte[]>status(
                        failure.code().status())
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .contentLength(body.length);
        failure.headers().forEach(answer::header);
        return request.getMethod() == HttpMethod.HEAD ? answer : answer.body(body);
    }
}
