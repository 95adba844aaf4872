/** A JUnit 5 extension that gives a test a running cluster. */
@NullMarked
package io.gramme.testkit;

import org.jspecify.annotations.NullMarked;
