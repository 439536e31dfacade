package io.drey.collect.files;

import org.apache.flink.api.connector.source.SourceSplit;

/** What one subtask reads: a file that is whole, or all files of a pattern that grow. */
sealed interface CollectSplit extends SourceSplit permits FileSplit, TailSplit {

    /** The raw topic that the lines go to. */
    String topic();
}
