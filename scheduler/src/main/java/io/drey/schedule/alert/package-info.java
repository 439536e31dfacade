/** Failed runs and missed slots as alerts of a tenant. */
package io.drey.schedule.alert;
