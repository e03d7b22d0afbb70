const { clickhouse } = require("./stores");

clickhouse("CREATE TABLE IF NOT EXISTS notes (day Date DEFAULT today(), text String) ENGINE = MergeTree(day, (text), 8192)").catch((error) => {
  console.error(error.message);
  process.exit(1);
});
