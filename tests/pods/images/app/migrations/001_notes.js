exports.up = (knex) =>
  knex.schema.createTable("notes", (table) => {
    table.bigIncrements("id");
    table.string("text", 64).notNullable().unique();
  });

exports.down = (knex) => knex.schema.dropTable("notes");
