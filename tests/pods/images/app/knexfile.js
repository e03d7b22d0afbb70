const { mysql } = require("./stores");

module.exports = {
  local: {
    client: "mysql2",
    connection: mysql(),
    migrations: { directory: "./migrations" },
    seeds: { directory: "./seeds" },
  },
};
