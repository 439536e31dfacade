/** Events that are on their topic and not in the lake yet, as rows like the lake's. */
package io.drey.query.live;
