package io.drey.delivery.sending;

import io.drey.configuration.TargetDocument;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;

/** POSTs of JSON arrays. */
final class HttpArrayProtocol implements Protocol {

    static final HttpArrayProtocol INSTANCE = new HttpArrayProtocol();

    private HttpArrayProtocol() {}

    @Override
    public TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock) {
        return new HttpTargetClient(target, executor, parcels -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.address()))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(array(parcels)));
            return secret.isEmpty() ? request : request.header("Authorization", "Bearer " + secret);
        });
    }

    private static byte[] array(List<Parcel> parcels) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < parcels.size(); i++) {
            body.write(i == 0 ? '[' : ',');
            body.writeBytes(parcels.get(i).body());
        }
        body.write(']');
        return body.toByteArray();
    }
}
