package io.drey.delivery;

import io.drey.configuration.TargetDocument;
import io.drey.delivery.DeliveryTopology.SearchEnd;
import io.drey.delivery.sending.Targets;
import io.drey.delivery.sending.TestingTargets;
import io.drey.event.DeadLetter;
import io.drey.job.delivery.DeliveredCounts;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.SendingEnd;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** Ends of the topology that keep what arrives, for all tests of the JVM: ask by name. */
final class TestingEnds {

    private static final Map<String, List<String>> ARRIVED = new ConcurrentHashMap<>();

    private TestingEnds() {}

    static List<String> arrived(String name) {
        return ARRIVED.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>());
    }

    /** Takes every document; none is refused. */
    static SearchEnd documents() {
        return (documents, name) -> {
            keep(documents, document -> document.index() + "/" + document.id(), name + "-documents");
            return allTaken(documents, name);
        };
    }

    /** None of the documents is refused. */
    static SendingEnd.Outcome allTaken(DataStream<SearchDocument> documents, String name) {
        DataStream<DeadLetter> refused = documents
                .flatMap((SearchDocument document, Collector<DeadLetter> out) -> {})
                .returns(TypeInformation.of(DeadLetter.class))
                .name(name + "-refused")
                .uid(name + "-refused");
        return new SendingEnd.Outcome(refused, DeliveredCounts.ofFlushed(documents, SearchDocument::receipt, name));
    }

    static <T> void keep(DataStream<T> stream, SerializableFunction<T, String> text, String name) {
        stream.map(element -> keep(name, text.apply(element)))
                .returns(TypeInformation.of(String.class))
                .name(name)
                .uid(name)
                .sinkTo(new DiscardingSink<>())
                .name(name + "-end")
                .uid(name + "-end");
    }

    private static String keep(String name, String text) {
        arrived(name).add(text);
        return text;
    }

    /** What is told of an element. */
    interface SerializableFunction<T, R> extends Function<T, R>, Serializable {}

    /** One target of the tenant acme by the name of soc, or none. */
    static final class OneTarget implements Targets {

        private final String yaml;
        private transient List<TargetDocument> known;

        /**
         * A target.
         *
         * @param yaml as its document says it; empty for none
         */
        OneTarget(String yaml) {
            this.yaml = yaml;
        }

        @Override
        public void open() {
            known = yaml.isEmpty() ? List.of() : List.of(TestingTargets.target(yaml));
        }

        @Override
        public List<TargetDocument> of(String tenant) {
            return tenant.equals("acme") ? known : List.of();
        }

        @Override
        public void close() {}
    }
}
