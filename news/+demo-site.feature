The demo publisher has a site: four ways to sell, three ways to play.
