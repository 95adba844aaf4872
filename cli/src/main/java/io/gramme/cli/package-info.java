/**
 * The {@code gramme} tool. {@link io.gramme.cli.Gramme} starts it, {@code Tool} holds what every command takes, one class
 * per command does the rest.
 *
 * <p>Data goes to stdout, everything else to stderr; exit codes are {@code ExitCodes}'. Commands fail with {@code
 * ToolFailure} alone. Everything runs on the main thread; the HTTP client's threads never reach a command.
 *
 * <p>Nodes are asked through {@code NodeHttp} where one request ends the command, through the SDK where there are many (docs/adr/0018), and run as real
 * processes by {@code LocalCluster}. Nothing here knows the node's code.
 */
@NullMarked
package io.gramme.cli;

import org.jspecify.annotations.NullMarked;
