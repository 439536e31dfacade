/** What user agents are: {@link io.drey.format.useragent.UserAgents}. */
package io.drey.format.useragent;
