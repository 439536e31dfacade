package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.ReadyTemplate;
import io.drey.configuration.SmsTarget;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.domain.ReadyBody;
import io.drey.delivery.domain.Signature;
import io.drey.event.LogEvent;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executor;

/** A POST for each alert or event, whose body a template may make, and which is signed or logged in. */
final class WebhookProtocol implements Protocol {

    static final WebhookProtocol INSTANCE = new WebhookProtocol();

    private static final ObjectMapper JSON = new ObjectMapper();

    private WebhookProtocol() {}

    @Override
    public byte[] alert(TargetDocument target, AlertMessage alert) {
        return target.ready()
                .map(template -> ReadyBody.of(template, target, alert.document()))
                .orElseGet(() -> target.template()
                        .map(template -> template.render(alert.document()))
                        .orElseGet(alert.document()::toString)
                        .getBytes(UTF_8));
    }

    @Override
    public byte[] event(TargetDocument target, LogEvent event, EventJson json) throws IOException {
        return target.template().isEmpty()
                ? json.object(event)
                : target.template()
                        .get()
                        .render(JSON.readTree(json.object(event)))
                        .getBytes(UTF_8);
    }

    @Override
    public TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock) {
        return new HttpTargetClient(target, executor, new Posts(target, secret, clock));
    }

    private record Posts(TargetDocument target, String secret, Clock clock) implements HttpTargetClient.Posts {

        @Override
        public HttpRequest.Builder of(List<Parcel> parcels) {
            byte[] body = parcels.get(0).body();
            if (is(ReadyTemplate.PAGERDUTY)) {
                body = withRoutingKey(body);
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(uri())
                    .header("Content-Type", isForm() ? "application/x-www-form-urlencoded" : "application/json")
                    .header("Drey-Delivery", parcels.get(0).id())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            if (!secret.isEmpty()) {
                proveWhoSends(request, body);
            }
            return request;
        }

        /** Whatever is not asked for later is at fault: an address that is not there does not come back. */
        @Override
        public boolean refusedBy(int status) {
            return status >= 300 && status < 500 && !HttpTargetClient.LATER.contains(status);
        }

        /** The secret is a password, a service's key or part of the address; or, where it is nothing of that, it signs. */
        private void proveWhoSends(HttpRequest.Builder request, byte[] body) {
            if (!target.user().isEmpty()) {
                String login = target.user() + ":" + secret;
                request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
            } else if (is(ReadyTemplate.OPSGENIE)) {
                request.header("Authorization", "GenieKey " + secret);
            } else if (!is(ReadyTemplate.PAGERDUTY) && !target.address().contains(TargetDocument.SECRET)) {
                request.header("Drey-Signature", Signature.of(body, secret, clock.millis()));
            }
        }

        private boolean is(ReadyTemplate template) {
            return target.ready().filter(template::equals).isPresent();
        }

        private boolean isForm() {
            return target.sms()
                    .filter(sms -> sms.encoding() == SmsTarget.Encoding.FORM)
                    .isPresent();
        }

        /** What is thrown does not hold the secret. */
        private URI uri() {
            if (!target.address().contains(TargetDocument.SECRET)) {
                return URI.create(target.address());
            }
            try {
                return new URI(target.address().replace(TargetDocument.SECRET, secret));
            } catch (URISyntaxException e) {
                throw new IllegalStateException(
                        "the address %s of %s is none with the secret '%s' in it: mend the secret"
                                .formatted(target.address(), target.key(), target.secret()));
            }
        }

        /** Put in here only, so that neither dead letters nor state hold it. */
        private byte[] withRoutingKey(byte[] object) {
            StringBuilder text = new StringBuilder("{\"routing_key\":\"");
            JsonStringEncoder.getInstance().quoteAsString(secret, text);
            return text.append("\",")
                    .append(new String(object, 1, object.length - 1, UTF_8))
                    .toString()
                    .getBytes(UTF_8);
        }
    }
}
