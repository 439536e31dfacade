/** What the lake's metrics add up to over longer times, written where dashboards read. */
package io.drey.query.rollup;
