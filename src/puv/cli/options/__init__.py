"""The option tables of the commands, one `COMMAND` a module. They import no verb: helps and complaints are quick."""
