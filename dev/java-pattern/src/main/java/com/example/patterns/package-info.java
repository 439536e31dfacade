/** An example to copy: a rule whose pattern is written in Java. */
package com.example.patterns;
