package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.job.opensearch.SearchDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Renders the body of a bulk request: for each document a line that says where it goes, and the document. */
final class BulkRequest {

    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper(JSON);

    private BulkRequest() {}

    static byte[] body(List<SearchDocument> documents, OpenSearchSettings.Compression compression) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(documents.size() * 512);
        for (SearchDocument document : documents) {
            writeAction(document, body);
            body.write('\n');
            body.writeBytes(document.json());
            body.write('\n');
        }
        return compression == OpenSearchSettings.Compression.GZIP ? packed(body) : body.toByteArray();
    }

    private static byte[] packed(ByteArrayOutputStream body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.size() / 4);
        try (GZIPOutputStream gzip = new FastGzip(packed)) {
            body.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return packed.toByteArray();
    }

    /** The quickest level: the bytes saved by a better one are few. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /**
     * Where a rejected document is kept: an index beside its own, with the reason, as text that no mapping can refuse.
     */
    static SearchDocument rejection(RejectedDocument rejected, long nowMillis) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            generator.writeStartObject();
            generator.writeNumberField("@timestamp", nowMillis);
            writeOrigin(generator, rejected.document().json());
            generator.writeStringField("index", rejected.document().index());
            generator.writeStringField("id", rejected.document().id());
            generator.writeNumberField("status", rejected.status());
            generator.writeStringField("reason", rejected.reason());
            generator.writeStringField(
                    "document", new String(rejected.document().json(), UTF_8));
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return SearchDocument.unversioned(
                OpenSearchEnd.REJECTED_PREFIX + rejected.document().index(),
                rejected.document().id(),
                json.toByteArray());
    }

    /** Whose it is, by the same names as in the document: dashboards are filtered by them. Nothing where the document does not say. */
    private static void writeOrigin(JsonGenerator generator, byte[] document) throws IOException {
        JsonNode stream;
        try {
            stream = MAPPER.readTree(document).path("data_stream");
        } catch (IOException e) {
            // It may have been refused for that.
            return;
        }
        if (!stream.path("namespace").isTextual()) {
            return;
        }
        generator.writeObjectFieldStart("data_stream");
        for (String name : List.of("namespace", "dataset")) {
            if (stream.path(name).isTextual()) {
                generator.writeStringField(name, stream.path(name).textValue());
            }
        }
        generator.writeEndObject();
    }

    private static void writeAction(SearchDocument document, ByteArrayOutputStream body) {
        try (JsonGenerator generator = JSON.createGenerator(body)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.writeStartObject();
            generator.writeObjectFieldStart("index");
            generator.writeStringField("_index", document.index());
            generator.writeStringField("_id", document.id());
            if (document.version() != SearchDocument.UNVERSIONED) {
                generator.writeNumberField("version", document.version());
                generator.writeStringField("version_type", "external_gte");
            }
            generator.writeEndObject();
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
