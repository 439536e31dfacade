package io.drey.collect.files;

import static java.util.Objects.requireNonNull;

import io.drey.job.kafka.OutgoingLine;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The lines of files, as they come. Each line leaves once, but for those that a restart makes leave again. */
public final class FileSource
        implements Source<OutgoingLine, CollectSplit, FilesState>, ResultTypeQueryable<OutgoingLine> {

    private static final long serialVersionUID = 1L;

    private final CollectSettings settings;

    /** Null where all files are named by settings. */
    private final FilesDirectory directory;

    private final ArrayList<NotifiedBuckets> buckets;

    /** The files that settings name, as they are listed. */
    public FileSource(CollectSettings settings) {
        this(settings, null, List.of());
    }

    /**
     * Files.
     *
     * @param directory where it is published which files there are, beside those of the settings; null where nowhere
     * @param buckets where buckets say what is new
     */
    public FileSource(CollectSettings settings, FilesDirectory directory, List<NotifiedBuckets> buckets) {
        this.settings = requireNonNull(settings, "settings is null");
        settings.requireFiles();
        this.directory = directory;
        this.buckets = new ArrayList<>(buckets);
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<OutgoingLine, CollectSplit> createReader(SourceReaderContext context) {
        return new FileSourceReader(context, settings);
    }

    @Override
    public SplitEnumerator<CollectSplit, FilesState> createEnumerator(SplitEnumeratorContext<CollectSplit> context) {
        return restoreEnumerator(context, FilesState.NOTHING);
    }

    @Override
    public SplitEnumerator<CollectSplit, FilesState> restoreEnumerator(
            SplitEnumeratorContext<CollectSplit> context, FilesState state) {
        return new FileEnumerator(context, settings, directory, buckets, state);
    }

    @Override
    public SimpleVersionedSerializer<CollectSplit> getSplitSerializer() {
        return CollectSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<FilesState> getEnumeratorCheckpointSerializer() {
        return FilesStateSerializer.INSTANCE;
    }

    @Override
    public TypeInformation<OutgoingLine> getProducedType() {
        return TypeInformation.of(OutgoingLine.class);
    }
}
