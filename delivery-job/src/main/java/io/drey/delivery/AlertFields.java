package io.drey.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.configuration.DottedName;
import io.drey.event.EventView;
import io.drey.event.FieldName;

/** What an alert says where it is sent to, by name. */
record AlertFields(JsonNode json) implements EventView {

    @Override
    public boolean has(FieldName name) {
        JsonNode value = DottedName.in(json, name.dotted());
        return !value.isMissingNode() && !value.isNull();
    }

    @Override
    public String text(FieldName name) {
        JsonNode value = DottedName.in(json, name.dotted());
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }
}
