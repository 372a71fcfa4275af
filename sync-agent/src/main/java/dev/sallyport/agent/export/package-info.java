/**
 * From a closure to volumes on a medium, and back to what volumes say.
 *
 * <pre>
 * STATE/                                  one folder a stream: back it up
 *   lock                                  held by the one process that works on the stream
 *   history/000042.bundle.dsse.json       the statement issued for sequence 42, signed: written last, so it is there whole or not
 *   history/000042.index.json
 *   history/000042.omitted.jsonl          when something was left out
 *   history/000042.prerequisites.jsonl    when something is taken to be held
 *   history/000042.listing-000001.jsonl   what volume 1 holds; one for each volume
 *   history/000042.unwritten              while no run has written all volumes that it was to write; empty
 *   history/000042.incomplete             when it was rebuilt from some of its volumes: there are no listings; empty
 *   cache/                                content by digest; only speed is lost with it
 * </pre>
 *
 * <p>The history is durable before the first byte of output, and a sequence that is in it has that statement for ever. All that
 * is made from it is made again the same.
 */
@NullMarked
package dev.sallyport.agent.export;

import org.jspecify.annotations.NullMarked;
