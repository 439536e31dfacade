package io.drey.query.index;

import io.drey.job.opensearch.SearchDocument;
import io.drey.query.engine.RowValues;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** Makes the documents of a query's rows within its job. */
final class IndexedRow implements MapFunction<Row, SearchDocument> {

    private static final long serialVersionUID = 1L;

    private final RowDocuments documents;

    IndexedRow(RowDocuments documents) {
        this.documents = documents;
    }

    /** Ends a query's rows in a sink, as documents. */
    static void write(DataStream<Row> rows, RowDocuments documents, Sink<SearchDocument> sink) {
        rows.map(new IndexedRow(documents))
                .returns(TypeInformation.of(SearchDocument.class))
                .sinkTo(sink);
    }

    @Override
    public SearchDocument map(Row row) {
        return documents.of(RowValues.of(row));
    }
}
