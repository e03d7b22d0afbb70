exports.seed = (knex) => knex("notes").insert({ text: "seed" }).onConflict("text").ignore();
