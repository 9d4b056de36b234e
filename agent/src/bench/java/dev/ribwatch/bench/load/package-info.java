/** What is sent: the table, its views, changes, recordings; and who sends it. */
package dev.ribwatch.bench.load;
